import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { WEEK } from '@/lib/time'
import { startOfWeek, weeksToLastFullWeek } from './shift'

describe('weeksToLastFullWeek', () => {
  it.each([
    ['a Saturday', '2023-09-17T23:59:59.999Z', '2026-11-21T03:00:00Z', '2026-11-15T23:59:59.999Z'],
    ['the first moment of a week', '2023-09-11T00:00:00.000Z', '2026-11-16T00:00:00Z', '2026-11-09T00:00:00.000Z'],
    ['the last moment of a week', '2023-09-17T12:00:00.000Z', '2026-11-22T23:59:59.999Z', '2026-11-15T12:00:00.000Z'],
    ['the week that is running moves back', '2026-11-20T12:00:00.000Z', '2026-11-21T03:00:00Z', '2026-11-13T12:00:00.000Z'],
    ['the last full week stays', '2026-11-13T12:00:00.000Z', '2026-11-21T03:00:00Z', '2026-11-13T12:00:00.000Z'],
  ])('%s', (_name, newest, now, moved) => {
    const weeks = weeksToLastFullWeek(Date.parse(newest), new Date(now))
    expect(new Date(Date.parse(newest) + weeks * WEEK).toISOString()).toBe(moved)
  })

  it('is whole, and puts the newest row between one and two weeks before the running one ends', () => {
    const ms = fc.integer({ min: 0, max: Date.UTC(2100, 0, 1) })
    fc.assert(
      fc.property(ms, ms, (newest, now) => {
        const weeks = weeksToLastFullWeek(newest, new Date(now))
        expect(Number.isInteger(weeks)).toBe(true)
        expect(startOfWeek(newest + weeks * WEEK)).toBe(startOfWeek(now) - WEEK)
        expect(new Date(startOfWeek(now)).getUTCDay()).toBe(1)
      }),
    )
  })
})
