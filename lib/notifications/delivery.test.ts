import { describe, expect, it } from 'vitest'
import { HOUR, MINUTE } from '@/lib/time'
import { decideDelivery, RETRY_WAITS_MS } from './delivery'
import type { SendResult } from './model'

const now = new Date('2026-03-02T09:00:00Z')
const refused = (status: number, name = 'application_error', retryAfterSeconds: number | null = null): SendResult => ({
  kind: 'refused',
  status,
  name,
  message: 'no',
  retryAfterSeconds,
})
const unknown: SendResult = { kind: 'unknown', message: 'No answer within 15 s.' }
const inMs = (ms: number) => new Date(now.getTime() + ms)

describe('decideDelivery', () => {
  it.each<[string, SendResult, number, ReturnType<typeof decideDelivery>]>([
    ['accepted', { kind: 'accepted', providerId: 'r1' }, 1, { state: 'sent', providerId: 'r1' }],
    ['timeout, first time: a minute', unknown, 1, { state: 'pending', nextAttemptAt: inMs(MINUTE), error: 'No answer within 15 s.', counted: true }],
    [
      '500, second time: five minutes',
      refused(500),
      2,
      { state: 'pending', nextAttemptAt: inMs(5 * MINUTE), error: '500 application_error: no', counted: true },
    ],
    ['503 that names a longer wait', refused(503, 'x', 7200), 1, { state: 'pending', nextAttemptAt: inMs(2 * HOUR), error: '503 x: no', counted: true }],
    ['503 that names a shorter wait', refused(503, 'x', 1), 1, { state: 'pending', nextAttemptAt: inMs(MINUTE), error: '503 x: no', counted: true }],
    [
      'told to slow down: not the mail’s fault',
      refused(429, 'rate_limit_exceeded', 3),
      10,
      { state: 'pending', nextAttemptAt: inMs(3000), error: '429 rate_limit_exceeded: no', counted: false },
    ],
    [
      'daily quota used up: counted, with growing waits',
      refused(429, 'daily_quota_exceeded'),
      4,
      { state: 'pending', nextAttemptAt: inMs(2 * HOUR), error: '429 daily_quota_exceeded: no', counted: true },
    ],
    ['validation', refused(422, 'validation_error'), 1, { state: 'dead', error: '422 validation_error: no' }],
    ['bad request', refused(400, 'invalid_idempotency_key'), 1, { state: 'dead', error: '400 invalid_idempotency_key: no' }],
    ['same key, other content', refused(409, 'invalid_idempotent_request'), 1, { state: 'dead', error: '409 invalid_idempotent_request: no' }],
    [
      'same key in flight elsewhere',
      refused(409, 'concurrent_idempotent_requests'),
      1,
      { state: 'pending', nextAttemptAt: inMs(MINUTE), error: '409 concurrent_idempotent_requests: no', counted: true },
    ],
    ['wrong key: ours to put right', refused(401), 1, { state: 'pending', nextAttemptAt: inMs(MINUTE), error: '401 application_error: no', counted: true }],
    ['domain not verified', refused(403), 1, { state: 'pending', nextAttemptAt: inMs(MINUTE), error: '403 application_error: no', counted: true }],
    ['last wait', refused(500), 10, { state: 'pending', nextAttemptAt: inMs(12 * HOUR), error: '500 application_error: no', counted: true }],
    ['after the last wait', refused(500), 11, { state: 'dead', error: 'Gave up after 11 attempts. 500 application_error: no' }],
  ])('%s', (_name, result, attempt, expected) => {
    expect(decideDelivery(result, attempt, now, 0.5)).toEqual(expected)
  })

  it('spreads repeats over 80 to 120 % of the wait', () => {
    expect(decideDelivery(unknown, 1, now, 0)).toMatchObject({ nextAttemptAt: inMs(0.8 * MINUTE) })
    expect(decideDelivery(unknown, 1, now, 1)).toMatchObject({ nextAttemptAt: inMs(1.2 * MINUTE) })
  })

  it('gives up after about three days', () => {
    const days = RETRY_WAITS_MS.reduce((sum, ms) => sum + ms, 0) / (24 * HOUR)
    expect(days).toBeGreaterThan(2.5)
    expect(days).toBeLessThan(3.5)
  })
})
