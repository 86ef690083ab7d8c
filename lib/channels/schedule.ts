import { describePost, isAccepted, type PostResult, retryAfterMs } from '@/lib/post-result'
import { RETRY_WAITS_MS } from '@/lib/post-schedule'
import { DAY, HOUR } from '@/lib/time'
import { type ChannelDisabledReason, type ChannelKind, GIVE_UP_MS, LONGEST_RETRY_AFTER_MS, PROBE_MS } from './model'

// What becomes of a message after an attempt, and of its channel.

export type Verdict =
  | { state: 'delivered' }
  | { state: 'pending'; nextAttemptAt: Date; error: string; unauthorized: boolean }
  /** channel: what the answer says of the channel itself; null when only this message is refused. */
  | { state: 'dead'; error: string; channel: 'gone' | 'unauthorized' | null }

/**
 * What becomes of a message after an attempt. It is repeated as Standard Webhooks lists the waits, but at
 * least every three minutes, and as long as that schedule takes: an alert that waits for hours after the
 * channel is back would come too late, and of a failing channel only one message at a time is tried.
 * @param attempt 1 for the first
 * @param firstAt when the message was written
 * @param jitter 0..1, adds up to a fifth to the wait
 */
export function decideVerdict(kind: ChannelKind, result: PostResult, attempt: number, firstAt: Date, now: Date, jitter: number): Verdict {
  if (isAccepted(result)) return { state: 'delivered' }
  const said = result.kind === 'answered' && kind !== 'webhook' ? result.body.trim().slice(0, 80) : ''
  const error = said ? `${describePost(result)} ${said}` : describePost(result)
  const meaning = result.kind === 'answered' ? meaningOf(kind, result.status, result.body) : 'retry'
  if (meaning === 'gone' || meaning === 'unauthorized') return { state: 'dead', error, channel: meaning }
  if (meaning === 'refused') return { state: 'dead', error: `${error} Trying again would not change that.`, channel: null }
  if (now.getTime() - firstAt.getTime() >= GIVE_UP_MS) return { state: 'dead', error: `Gave up after ${attempt} attempts. ${error}`, channel: null }
  const wait = Math.min(RETRY_WAITS_MS[attempt - 1] ?? PROBE_MS, PROBE_MS)
  const told = result.kind === 'answered' && (result.status === 429 || result.status === 503) ? retryAfterMs(result.retryAfter, now) : 0
  const waitMs = Math.max(wait * (1 + jitter / 5), Math.min(told, LONGEST_RETRY_AFTER_MS))
  return { state: 'pending', nextAttemptAt: new Date(now.getTime() + waitMs), error, unauthorized: meaning === 'maybe_unauthorized' }
}

type Meaning = 'retry' | 'refused' | 'gone' | 'unauthorized' | 'maybe_unauthorized'

/** What an answer that is no acceptance means, in the words of the one who gives it. */
function meaningOf(kind: ChannelKind, status: number, body: string): Meaning {
  if (status === 410) return 'gone'
  switch (kind) {
    case 'slack':
      if (/\b(?:no_service|channel_not_found|no_team|no_active_hooks|channel_is_archived)\b/.test(body)) return 'gone'
      if (/\b(?:invalid_token|invalid_auth|action_prohibited|account_inactive|token_revoked)\b/.test(body) || status === 401 || status === 403)
        return 'unauthorized'
      // A webhook's address that is not one any more.
      if (status === 404) return 'gone'
      return status === 400 ? 'refused' : 'retry'
    case 'discord':
      // 10015: unknown webhook. 50027: invalid webhook token.
      if (status === 404) return 'gone'
      if (status === 401 || status === 403) return 'unauthorized'
      return status === 400 ? 'refused' : 'retry'
    case 'pagerduty':
      if (status === 401 || status === 403 || (status === 400 && /routing[_ ]key/i.test(body))) return 'unauthorized'
      return status === 400 ? 'refused' : 'retry'
    case 'webhook':
      // A firewall or a deployment may answer so for an hour: only time tells.
      return status === 401 || status === 403 ? 'maybe_unauthorized' : 'retry'
    case 'email':
      return 'retry'
  }
}

/** A channel that accepted nothing for this long is switched off. */
const DISABLE_AFTER_MS = 5 * DAY
/** With fewer attempts than that, five days say little. */
const ENOUGH_FAILURES = 5
/** One that answered "not allowed" for so long. */
const UNAUTHORIZED_AFTER_MS = HOUR

export interface ChannelHealth {
  /** Attempts that failed since the last success. */
  failures: number
  failingSince: Date | null
  lastSuccessAt: Date | null
}

/** How a channel stands after an attempt, and whether it is to be switched off. A message that alone was refused says nothing of it. */
export function judgeChannel(health: ChannelHealth, verdict: Verdict, now: Date): ChannelHealth & { disable: ChannelDisabledReason | null } {
  if (verdict.state === 'delivered') return { failures: 0, failingSince: null, lastSuccessAt: now, disable: null }
  const failures = health.failures + 1
  const failingSince = health.failingSince ?? now
  const failingMs = now.getTime() - failingSince.getTime()
  const enough = failures >= ENOUGH_FAILURES
  if (verdict.state === 'dead' && verdict.channel !== null) return { ...health, failures, failingSince, disable: verdict.channel }
  if (verdict.state === 'pending' && verdict.unauthorized && enough && failingMs >= UNAUTHORIZED_AFTER_MS)
    return { ...health, failures, failingSince, disable: 'unauthorized' }
  if (enough && failingMs >= DISABLE_AFTER_MS) return { ...health, failures, failingSince, disable: 'failing' }
  // It answered, and the mistake is ours.
  if (verdict.state === 'dead') return { ...health, disable: null }
  return { ...health, failures, failingSince, disable: null }
}
