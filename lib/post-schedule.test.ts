import { describe, expect, it } from 'vitest'
import type { PostResult } from '@/lib/post-result'
import { DAY, HOUR, MINUTE, SECOND } from '@/lib/time'
import { decideDelivery, MAX_ATTEMPTS, RETRY_WAITS_MS } from './post-schedule'

const now = new Date('2026-03-02T09:00:00Z')
const answered = (status: number, retryAfter: string | null = null): PostResult => ({ kind: 'answered', status, body: '', retryAfter, latencyMs: 20 })
const dropped: PostResult = { kind: 'failed', reason: 'The connection was reset.', latencyMs: 20 }
const waitOf = (result: PostResult, attempt: number, jitter = 0) => {
  const delivery = decideDelivery(result, attempt, now, jitter)
  return delivery.state === 'pending' ? delivery.nextAttemptAt.getTime() - now.getTime() : delivery.state
}

describe('the schedule', () => {
  it('is the one of the standard: ten attempts within 75 h 35 min 5 s', () => {
    expect(MAX_ATTEMPTS).toBe(10)
    expect(RETRY_WAITS_MS.reduce((sum, wait) => sum + wait)).toBe(75 * HOUR + 35 * MINUTE + 5 * SECOND)
  })

  it.each([
    [1, 5 * SECOND],
    [2, 5 * MINUTE],
    [3, 30 * MINUTE],
    [4, 2 * HOUR],
    [5, 5 * HOUR],
    [6, 10 * HOUR],
    [7, 14 * HOUR],
    [8, 20 * HOUR],
    [9, 24 * HOUR],
  ])('waits after attempt %i for %i ms, up to a fifth longer', (attempt, wait) => {
    expect(waitOf(answered(500), attempt, 0)).toBe(wait)
    expect(waitOf(dropped, attempt, 1)).toBe(wait * 1.2)
  })

  it('gives up after the tenth', () => {
    expect(decideDelivery(answered(500), 10, now, 0)).toEqual({ state: 'dead', error: 'Gave up after 10 attempts. Answered 500.', gone: false })
  })
})

describe('an answer', () => {
  it.each([200, 201, 202, 204, 299])('%i is acceptance', (status) => expect(decideDelivery(answered(status), 1, now, 0)).toEqual({ state: 'delivered' }))

  it.each([100, 199, 300, 301, 302, 304, 307, 308, 400, 401, 403, 404, 408, 409, 418, 429, 500, 502, 503, 504])('%i is tried again', (status) => {
    expect(waitOf(answered(status), 1)).toBe(5 * SECOND)
  })

  it('says of a redirect that it is not followed', () => {
    expect(decideDelivery(answered(302), 1, now, 0)).toMatchObject({ error: 'Answered 302: redirects are not followed.' })
  })

  it('410 ends it, whichever attempt it was', () => {
    for (const attempt of [1, 5, 10]) expect(decideDelivery(answered(410), attempt, now, 0)).toEqual({ state: 'dead', error: 'Answered 410.', gone: true })
  })

  it('that does not come says why', () => {
    expect(decideDelivery(dropped, 1, now, 0)).toMatchObject({ state: 'pending', error: 'The connection was reset.' })
  })
})

describe('Retry-After', () => {
  const cases: [name: string, result: PostResult, attempt: number, wait: number][] = [
    ['longer than the schedule counts', answered(429, '120'), 1, 120 * SECOND],
    ['shorter than the schedule does not', answered(429, '1'), 2, 5 * MINUTE],
    ['of 503 counts as well', answered(503, '600'), 1, 10 * MINUTE],
    ['of any other answer does not', answered(500, '600'), 1, 5 * SECOND],
    ['as a date counts', answered(503, 'Mon, 02 Mar 2026 09:10:00 GMT'), 1, 10 * MINUTE],
    ['in the past asks for nothing', answered(503, 'Mon, 02 Mar 2026 08:00:00 GMT'), 1, 5 * SECOND],
    ['that is nonsense asks for nothing', answered(429, 'soon'), 1, 5 * SECOND],
    ['below zero asks for nothing', answered(429, '-5'), 1, 5 * SECOND],
    ['with a fraction asks for nothing', answered(429, '1.5'), 1, 5 * SECOND],
    ['is bounded by a day', answered(429, '999999'), 1, DAY],
    ['as a date is bounded by a day', answered(429, 'Mon, 02 Mar 2099 09:10:00 GMT'), 1, DAY],
  ]
  it.each(cases)('%s', (_name, result, attempt, wait) => expect(waitOf(result, attempt)).toBe(wait))
})
