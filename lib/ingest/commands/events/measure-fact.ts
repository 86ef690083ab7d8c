import { meter } from '@/lib/meter'
import { buildEnd } from '../../events/build-end'
import type { Fact } from '../../events/fact'
import type { Noun } from '../../events/types'

export interface NounFact {
  noun: Noun
  fact: Fact
}

/** Counts a fact that was just committed, where the platform's metrics tell of its kind. */
export function measureFact({ noun, fact }: NounFact): void {
  switch (noun) {
    case 'build': {
      const { status, durationSeconds } = (fact as Fact<'build'>).data
      const end = buildEnd(status)
      if (end !== null) meter().add('builds_total', { status: end })
      if (durationSeconds !== undefined) meter().observe('build_duration_seconds', {}, durationSeconds)
      break
    }
    case 'webhook_delivery':
      meter().add('webhook_deliveries_total', { status: (fact as Fact<'webhook_delivery'>).data.delivered ? 'delivered' : 'failed' })
      break
    case 'payment':
    case 'payout':
    case 'subscription':
      meter().add('payment_events_total', { type: `${noun}_${(fact as Fact<'payment' | 'payout' | 'subscription'>).data.status}` })
      break
    case 'refund':
      meter().add('payment_events_total', { type: (fact as Fact<'refund'>).data.kind })
      break
  }
}
