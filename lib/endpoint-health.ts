import { DAY } from '@/lib/time'

/** An endpoint that accepted nothing for this long is switched off. */
const DISABLE_AFTER_DAYS = 5
/** With fewer attempts than that, five days say little: one event on Monday and one on Saturday are no five days of failing. */
const ENOUGH_FAILURES = 5

export interface EndpointHealth {
  /** Attempts that failed since the last success. */
  failures: number
  failingSince: Date | null
  lastSuccessAt: Date | null
}

/** Why an endpoint gets nothing any more. */
type DisabledReason = 'failing' | 'gone'

/** What one attempt says of its endpoint. */
export type Outcome = 'delivered' | 'failed' | 'gone'

/** How the endpoint stands after an attempt that ended at `now`, and whether it is to be switched off. */
export function judgeEndpoint(health: EndpointHealth, outcome: Outcome, now: Date): EndpointHealth & { disable: DisabledReason | null } {
  if (outcome === 'delivered') return { failures: 0, failingSince: null, lastSuccessAt: now, disable: null }
  const failures = health.failures + 1
  const failingSince = health.failingSince ?? now
  const longEnough = now.getTime() - failingSince.getTime() >= DISABLE_AFTER_DAYS * DAY
  const disable = outcome === 'gone' ? 'gone' : longEnough && failures >= ENOUGH_FAILURES ? 'failing' : null
  return { failures, failingSince, lastSuccessAt: health.lastSuccessAt, disable }
}
