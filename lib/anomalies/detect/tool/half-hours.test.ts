import { describe, expect, it } from 'vitest'
import { DAY, HOUR, WEEK } from '@/lib/time'
import { addHalfHour, emptyHalfHours, HALF_HOUR, median, usualAt } from './half-hours'

/** A Monday. */
const START = 2_000 * WEEK + 4 * DAY

function halfHoursOf(days: number, level: (at: number) => number) {
  const halfHours = emptyHalfHours()
  for (let end = START + HALF_HOUR; end <= START + days * DAY; end += HALF_HOUR) addHalfHour(halfHours, { end, amount: level(end) * 6, weight: 6 })
  return halfHours
}

const dayOf = (at: number) => Math.floor((at - START) / DAY)
const weekend = (at: number) => dayOf(at) % 7 >= 5

describe('what is usual at a time of day', () => {
  it('is the median of the days of the same class', () => {
    const halfHours = halfHoursOf(28, (at) => (weekend(at) ? 10 : 100 + dayOf(at)))
    const monday = usualAt(halfHours, START + 28 * DAY + 6 * HOUR)
    expect(monday).toMatchObject({ level: 112.5, samples: 28 })
    expect(usualAt(halfHours, START + 33 * DAY + 6 * HOUR)?.level).toBe(10)
  })

  it('lies between two kept half hours where it overlaps both', () => {
    const halfHours = halfHoursOf(14, (at) => (at % DAY === 6 * HOUR ? 40 : 10))
    expect(usualAt(halfHours, START + 14 * DAY + 6 * HOUR)?.level).toBe(40)
    expect(usualAt(halfHours, START + 14 * DAY + 6 * HOUR + HALF_HOUR / 3)?.level).toBeCloseTo(30, 9)
  })

  it('takes all days while there are fewer than two of the class', () => {
    const halfHours = halfHoursOf(6, (at) => (weekend(at) ? 10 : 100))
    expect(usualAt(halfHours, START + 6 * DAY + 6 * HOUR)?.level).toBe(100)
    expect(
      usualAt(
        halfHoursOf(7, (at) => (weekend(at) ? 10 : 100)),
        START + 12 * DAY + 6 * HOUR,
      )?.level,
    ).toBe(10)
  })

  it('is unknown without a day, and leaves out half hours that are missing', () => {
    expect(usualAt(emptyHalfHours(), START)).toBeNull()
    const halfHours = halfHoursOf(3, () => 5)
    halfHours.ends.splice(40, 2)
    halfHours.amounts.splice(40, 2)
    halfHours.weights.splice(40, 2)
    expect(usualAt(halfHours, START + 3 * DAY + 20.75 * HOUR)?.samples).toBe(2)
  })

  it('is not moved by one bad day', () => {
    const good = usualAt(
      halfHoursOf(28, () => 100),
      START + 28 * DAY + HOUR,
    )
    const bad = usualAt(
      halfHoursOf(28, (at) => (dayOf(at) === 20 ? 0 : 100)),
      START + 28 * DAY + HOUR,
    )
    expect(bad).toEqual(good)
  })

  it('forgets what is older than 28 days', () => {
    expect(halfHoursOf(60, () => 1).ends.length).toBe(28 * 48 + 2)
  })

  it('is the middle, or the mean of the two in the middle', () => {
    expect(median([3, 1, 2])).toBe(2)
    expect(median([4, 1, 3, 2])).toBe(2.5)
  })
})
