import { DAY, HOUR, MINUTE, SECOND } from '@/lib/time'
import type { PostResult } from './model'

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
 * What becomes of a send after an attempt. Only 2xx is acceptance: a redirect is a failure, since
 * following it would take a publisher's data where nobody said it may go.
 * @param attempt 1 for the first
 * @param jitter 0..1, adds up to a fifth to the wait, so that repeats of many sends spread
 */
export function decideDelivery(result: PostResult, attempt: number, now: Date, jitter: number): Delivery {
  if (result.kind === 'answered' && result.status >= 200 && result.status < 300) return { state: 'delivered' }
  const error = describe(result)
  if (result.kind === 'answered' && result.status === 410) return { state: 'dead', error, gone: true }
  const wait = RETRY_WAITS_MS[attempt - 1]
  if (wait === undefined) return { state: 'dead', error: `Gave up after ${attempt} attempts. ${error}`, gone: false }
  const told = result.kind === 'answered' && (result.status === 429 || result.status === 503) ? retryAfterMs(result.retryAfter, now) : 0
  const waitMs = Math.max(wait * (1 + jitter / 5), Math.min(told, LONGEST_WAIT_MS))
  return { state: 'pending', nextAttemptAt: new Date(now.getTime() + waitMs), error }
}

/** Retry-After in seconds or as an HTTP date; what is neither, or lies in the past, asks for nothing. */
function retryAfterMs(header: string | null, now: Date): number {
  if (header === null) return 0
  if (/^\d{1,9}$/.test(header.trim())) return Number(header.trim()) * SECOND
  const at = Date.parse(header)
  return Number.isNaN(at) ? 0 : Math.max(0, at - now.getTime())
}

function describe(result: PostResult): string {
  if (result.kind === 'failed') return result.reason
  if (result.status >= 300 && result.status < 400) return `Answered ${result.status}: redirects are not followed.`
  return `Answered ${result.status}.`
}
