import type { Tone } from '@/components/ui/tone'
import { LOCAL_PROVIDER_ID, type OutboxState } from '@/lib/outbox/model'

export const stateMark: Record<OutboxState, { tone: Tone; label: string }> = {
  pending: { tone: 'info', label: 'Waiting' },
  sending: { tone: 'info', label: 'Being sent' },
  sent: { tone: 'good', label: 'Sent' },
  suppressed: { tone: 'neutral', label: 'Suppressed' },
  dropped: { tone: 'neutral', label: 'Dropped' },
  dead: { tone: 'critical', label: 'Dead letter' },
}

interface Said {
  state: OutboxState
  lastError: string | null
  providerId: string | null
}

/** A mail's state as a mark: one that the provider took and then said more about has not simply been sent. */
export function markOf({ state, lastError, providerId }: Said): { tone: Tone; label: string } {
  if (providerId === LOCAL_PROVIDER_ID) return { tone: 'good', label: 'Kept here' }
  return state === 'sent' && lastError ? { tone: 'warning', label: 'Not delivered' } : stateMark[state]
}

/** How the sentence that stands with a mail begins. */
export function saidTitle({ state, attempts }: { state: OutboxState; attempts: number }): string {
  switch (state) {
    case 'dead':
      return 'It could not be sent.'
    case 'sent':
      return 'The provider said afterwards:'
    case 'suppressed':
    case 'dropped':
      return 'It was not sent.'
    default:
      return attempts === 0 ? 'It has not left yet.' : 'The last attempt said:'
  }
}
