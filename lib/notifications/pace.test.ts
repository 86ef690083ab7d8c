import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PaceReport, SendResult } from './model'
import { bookStart, learnPace, type Pace, startPace } from './pace'

const accepted: SendResult = { kind: 'accepted', providerId: 'r1' }
const slowDown: SendResult = { kind: 'refused', status: 429, name: 'rate_limit_exceeded', message: '', retryAfterSeconds: 2 }
const silent: PaceReport = { perSecond: null, remaining: null, resetSeconds: null }

describe('pace', () => {
  it('starts five a second until told otherwise', () => {
    let pace: Pace = startPace(1000)
    const starts = Array.from({ length: 6 }, () => {
      const booked = bookStart(pace, 1000)
      pace = booked.pace
      return booked.startAt
    })
    expect(starts).toEqual([1000, 1200, 1400, 1600, 1800, 2000])
  })

  it('never starts two requests closer than the granted rate, however late it is asked', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 700 }), { minLength: 2 }), fc.integer({ min: 1, max: 100 }), (pauses, perSecond) => {
        let pace: Pace = { perSecond, nextStartAt: 0 }
        let clock = 0
        let last = Number.NEGATIVE_INFINITY
        return pauses.every((pause) => {
          clock += pause
          const booked = bookStart(pace, clock)
          const gap = booked.startAt - last
          last = booked.startAt
          pace = booked.pace
          return gap >= 1000 / perSecond - 1e-6
        })
      }),
    )
  })

  it.each<[string, PaceReport, SendResult, Pace]>([
    ['a silent provider changes nothing', silent, accepted, { perSecond: 5, nextStartAt: 500 }],
    ['a higher limit is used', { ...silent, perSecond: 10 }, accepted, { perSecond: 10, nextStartAt: 500 }],
    ['a limit of nothing is not believed', { ...silent, perSecond: 0 }, accepted, { perSecond: 5, nextStartAt: 500 }],
    ['a window that is used up is waited out', { perSecond: 5, remaining: 0, resetSeconds: 1 }, accepted, { perSecond: 5, nextStartAt: 1300 }],
    ['told to slow down, it waits as long as told', silent, slowDown, { perSecond: 5, nextStartAt: 2300 }],
    ['told to slow down without a time: a second', silent, { ...slowDown, retryAfterSeconds: null }, { perSecond: 5, nextStartAt: 1300 }],
  ])('%s', (_name, report, result, expected) => {
    expect(learnPace({ perSecond: 5, nextStartAt: 500 }, report, result, 300)).toEqual(expected)
  })
})
