import { describe, expect, it } from 'vitest'
import type { PostResult } from '@/lib/post-result'
import { DAY, HOUR, MINUTE, SECOND } from '@/lib/time'
import type { ChannelKind } from './model'
import { decideVerdict, judgeChannel, type Verdict } from './schedule'

const now = new Date('2026-03-02T10:00:00Z')
const answered = (status: number, body = '', retryAfter: string | null = null): PostResult => ({ kind: 'answered', status, body, retryAfter, latencyMs: 20 })

/** A verdict in short: delivered, gone, unauthorized, refused, given up, or the wait in seconds. */
function short(kind: ChannelKind, result: PostResult, attempt = 1, agedMs = 0): string {
  const verdict = decideVerdict(kind, result, attempt, new Date(now.getTime() - agedMs), now, 0)
  if (verdict.state === 'delivered') return 'delivered'
  if (verdict.state === 'pending') return `${(verdict.nextAttemptAt.getTime() - now.getTime()) / SECOND} s${verdict.unauthorized ? ', not allowed' : ''}`
  return verdict.channel ?? (verdict.error.startsWith('Gave up') ? 'given up' : 'refused')
}

describe('what becomes of a message', () => {
  const cases: [name: string, kind: ChannelKind, result: PostResult, expected: string][] = [
    ['Slack takes it', 'slack', answered(200, 'ok'), 'delivered'],
    ['Slack does not know the form', 'slack', answered(400, 'invalid_payload'), 'refused'],
    ['Slack does not know the token', 'slack', answered(403, 'invalid_token'), 'unauthorized'],
    ['Slack forbids it', 'slack', answered(403, 'action_prohibited'), 'unauthorized'],
    ['Slack wants a login', 'slack', answered(200 + 201, 'invalid_auth'), 'unauthorized'],
    ['Slack has no such channel', 'slack', answered(404, 'channel_not_found'), 'gone'],
    ['Slack has no such webhook', 'slack', answered(404, 'no_service'), 'gone'],
    ['Slack has archived the channel', 'slack', answered(410, 'channel_is_archived'), 'gone'],
    ['Slack wants it slower', 'slack', answered(429, 'rate_limited', '30'), '30 s'],
    ['Slack is broken', 'slack', answered(500, 'rollup_error'), '5 s'],
    ['Discord takes it', 'discord', answered(204), 'delivered'],
    ['Discord has no such webhook', 'discord', answered(404, '{"message": "Unknown Webhook", "code": 10015}'), 'gone'],
    ['Discord does not know the token', 'discord', answered(401, '{"code": 50027}'), 'unauthorized'],
    ['Discord wants it slower', 'discord', answered(429, '{"retry_after": 2}', '2'), '5 s'],
    ['PagerDuty takes it', 'pagerduty', answered(202, '{"status":"success"}'), 'delivered'],
    ['PagerDuty does not know the key', 'pagerduty', answered(400, '{"errors":["Invalid routing key"]}'), 'unauthorized'],
    ['PagerDuty does not know the form', 'pagerduty', answered(400, '{"errors":["severity"]}'), 'refused'],
    ['PagerDuty wants it slower', 'pagerduty', answered(429), '5 s'],
    ['a webhook is gone', 'webhook', answered(410), 'gone'],
    ['a webhook says no', 'webhook', answered(403), '5 s, not allowed'],
    ['a webhook leads elsewhere', 'webhook', answered(302), '5 s'],
    ['a webhook asks for a day', 'webhook', answered(503, '', '86400'), '3600 s'],
    ['nothing comes back', 'webhook', { kind: 'failed', reason: 'No complete answer in time.', latencyMs: 15_000 }, '5 s'],
  ]
  it.each(cases)('%s', (_name, kind, result, expected) => {
    expect(short(kind, result)).toBe(expected)
  })

  it('is tried every three minutes at least, for as long as the schedule of Standard Webhooks takes', () => {
    expect([1, 2, 3, 9, 400].map((attempt) => short('webhook', answered(500), attempt))).toEqual(['5 s', '180 s', '180 s', '180 s', '180 s'])
    expect(short('webhook', answered(500), 900, 75 * HOUR + 35 * MINUTE)).toBe('180 s')
    expect(short('webhook', answered(500), 900, 75 * HOUR + 35 * MINUTE + 5 * SECOND)).toBe('given up')
  })
})

describe('what becomes of a channel', () => {
  const fine = { failures: 0, failingSince: null, lastSuccessAt: null }
  const failing = (forMs: number, failures = 10) => ({ failures, failingSince: new Date(now.getTime() - forMs), lastSuccessAt: null })
  const pending = (unauthorized = false): Verdict => ({ state: 'pending', nextAttemptAt: now, error: 'Answered 500.', unauthorized })
  const dead = (channel: 'gone' | 'unauthorized' | null): Verdict => ({ state: 'dead', error: '', channel })
  const cases: [name: string, health: typeof fine | ReturnType<typeof failing>, verdict: Verdict, expected: unknown][] = [
    ['accepts', failing(DAY), { state: 'delivered' }, { failures: 0, failingSince: null, lastSuccessAt: now, disable: null }],
    ['fails once', fine, pending(), { failures: 1, failingSince: now, disable: null }],
    ['fails for almost five days', failing(5 * DAY - 1), pending(), { disable: null }],
    ['fails for five days', failing(5 * DAY), pending(), { disable: 'failing' }],
    ['fails rarely in five days', failing(5 * DAY, 3), pending(), { disable: null }],
    ['is gone', fine, dead('gone'), { disable: 'gone' }],
    ['does not know us', fine, dead('unauthorized'), { disable: 'unauthorized' }],
    ['says no for a while', failing(HOUR - 1), pending(true), { disable: null }],
    ['says no for an hour', failing(HOUR), pending(true), { disable: 'unauthorized' }],
    ['refuses one message', fine, dead(null), { failures: 0, failingSince: null, disable: null }],
  ]
  it.each(cases)('that %s', (_name, health, verdict, expected) => {
    expect(judgeChannel(health, verdict, now)).toMatchObject(expected as object)
  })
})
