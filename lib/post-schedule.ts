import { describePost, isAccepted, type PostResult, retryAfterMs } from '@/lib/post-result'
import { DAY, HOUR, MINUTE, SECOND } from '@/lib/time'

/**
 * Waits after the 1st, 2nd, ... attempt, as Standard Webhooks lists them: ten attempts within 75 h
 * 35 min. The job that sends runs every minute, so the wait of 5 s ends with the next run.
 */
export const RETRY_WAITS_MS = [5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR]
export const MAX_ATTEMPTS = RETRY_WAITS_MS.length + 1

/** However long an endpoint asks us to wait: no longer than the longest wait of the schedule. */
const LONGEST_WAIT_MS = DAY

export type Delivery =
  | { state: 'delivered' }
  | { state: 'pending'; nextAttemptAt: Date; error: string }
  /** gone: the endpoint says that it does not exist any more (410) and wants nothing else either. */
  | { state: 'dead'; error: string; gone: boolean }

/**
 * What becomes of a send after an attempt.
 * @param attempt 1 for the first
 * @param jitter 0..1, adds up to a fifth to the wait, so that repeats of many sends spread
 */
export function decideDelivery(result: PostResult, attempt: number, now: Date, jitter: number): Delivery {
  if (isAccepted(result)) return { state: 'delivered' }
  const error = describePost(result)
  if (result.kind === 'answered' && result.status === 410) return { state: 'dead', error, gone: true }
  const wait = RETRY_WAITS_MS[attempt - 1]
  if (wait === undefined) return { state: 'dead', error: `Gave up after ${attempt} attempts. ${error}`, gone: false }
  const told = result.kind === 'answered' && (result.status === 429 || result.status === 503) ? retryAfterMs(result.retryAfter, now) : 0
  const waitMs = Math.max(wait * (1 + jitter / 5), Math.min(told, LONGEST_WAIT_MS))
  return { state: 'pending', nextAttemptAt: new Date(now.getTime() + waitMs), error }
}
