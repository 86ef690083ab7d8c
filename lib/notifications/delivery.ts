import { HOUR, MINUTE, SECOND } from '@/lib/time'
import type { SendResult } from './model'

/**
 * Waits after the 1st, 2nd, ... attempt: quick at first, then patient, three days in all; after the
 * last one the mail is a dead letter that staff can send again.
 */
export const RETRY_WAITS_MS = [MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 6 * HOUR, 12 * HOUR, 12 * HOUR, 12 * HOUR, 12 * HOUR, 12 * HOUR]

export type Delivery =
  | { state: 'sent'; providerId: string }
  /** counted: the attempt was the mail's; being told to slow down is not. */
  | { state: 'pending'; nextAttemptAt: Date; error: string; counted: boolean }
  | { state: 'dead'; error: string }

// 400, 409, 413 and 422 speak of this very mail: sending it again changes nothing. 401, 403 and 404
// speak of our set-up (key, domain, address of the API), which somebody will put right.
const ABOUT_THE_MAIL = new Set([400, 409, 413, 422])

/**
 * What becomes of a mail after an attempt.
 * @param attempt 1 for the first
 * @param jitter 0..1, spreads the repeats of many mails over 80 to 120 % of the wait
 */
export function decideDelivery(result: SendResult, attempt: number, now: Date, jitter: number): Delivery {
  if (result.kind === 'accepted') return { state: 'sent', providerId: result.providerId }
  const error = describe(result)
  if (result.kind === 'refused') {
    if (result.status === 429 && result.name === 'rate_limit_exceeded') {
      return { state: 'pending', nextAttemptAt: new Date(now.getTime() + (result.retryAfterSeconds ?? 1) * SECOND), error, counted: false }
    }
    // Another process is sending this very mail with this very key.
    const concurrent = result.status === 409 && result.name === 'concurrent_idempotent_requests'
    if (ABOUT_THE_MAIL.has(result.status) && !concurrent) return { state: 'dead', error }
  }
  const wait = RETRY_WAITS_MS[attempt - 1]
  if (wait === undefined) return { state: 'dead', error: `Gave up after ${attempt} attempts. ${error}` }
  const spread = wait * (0.8 + 0.4 * jitter)
  const told = result.kind === 'refused' ? (result.retryAfterSeconds ?? 0) * SECOND : 0
  return { state: 'pending', nextAttemptAt: new Date(now.getTime() + Math.max(spread, told)), error, counted: true }
}

function describe(result: Exclude<SendResult, { kind: 'accepted' }>): string {
  return result.kind === 'refused' ? `${result.status} ${result.name}: ${result.message}` : result.message
}
