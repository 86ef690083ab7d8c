import { describe, expect, it } from 'vitest'
import { DAY, HOUR, WEEK } from '@/lib/time'
import { emptySlot, HALF_HOUR, keepHalfHour, median, SLOTS, type Slot, slotAt, slotBytes, slotOf, usualAt, WINDOW } from './half-hours'
import type { ToolWindow } from './model'

/** A Monday. */
const START = 2_000 * WEEK + 4 * DAY

const windowsBefore = (end: number, calls: number): ToolWindow[] =>
  Array.from({ length: 6 }, (_, i) => ({
    at: end - (5 - i) * WINDOW,
    calls,
    rated: calls,
    errors: 0,
    latencyMs: 100,
    latencyCalls: calls,
    revenueMicros: 0,
  }))

function slotsOf(days: number, calls: (end: number) => number, skip: (end: number) => boolean = () => false): Map<number, Slot> {
  const slots = new Map<number, Slot>()
  for (let end = START + HALF_HOUR; end <= START + days * DAY; end += HALF_HOUR) {
    if (skip(end)) continue
    const slot = slots.get(slotAt(end)) ?? emptySlot()
    keepHalfHour(slot, end, windowsBefore(end, calls(end)))
    slots.set(slotAt(end), slot)
  }
  return slots
}

const usual = (slots: Map<number, Slot>, at: number, known = { from: 0, to: at }) =>
  usualAt({ here: slots.get(slotAt(at)), before: slots.get((slotAt(at) + SLOTS - 1) % SLOTS) }, 'invocations', at, known)
const dayOf = (at: number) => Math.floor((at - START) / DAY)
const weekend = (at: number) => dayOf(at) % 7 >= 5

describe('what is usual at a time of day', () => {
  it('is the median of the days of the same class', () => {
    const slots = slotsOf(28, (at) => (weekend(at) ? 10 : 100 + dayOf(at)))
    expect(usual(slots, START + 28 * DAY + 6 * HOUR)).toMatchObject({ level: 112.5, samples: 28 })
    expect(usual(slots, START + 33 * DAY + 6 * HOUR)?.level).toBe(10)
  })

  it('lies between two kept half hours where it overlaps both', () => {
    const slots = slotsOf(14, (at) => (at % DAY === 6 * HOUR ? 40 : 10))
    expect(usual(slots, START + 14 * DAY + 6 * HOUR)?.level).toBe(40)
    expect(usual(slots, START + 14 * DAY + 6 * HOUR + HALF_HOUR / 3)?.level).toBeCloseTo(30, 5)
  })

  it('takes all days while there are fewer than two of the class', () => {
    expect(
      usual(
        slotsOf(6, (at) => (weekend(at) ? 10 : 100)),
        START + 6 * DAY + 6 * HOUR,
      )?.level,
    ).toBe(100)
  })

  it('is unknown without a day, and leaves out half hours that are missing', () => {
    expect(usual(new Map(), START)).toBeNull()
    const slots = slotsOf(
      3,
      () => 5,
      (end) => dayOf(end) === 1,
    )
    expect(usual(slots, START + 3 * DAY + 6 * HOUR)?.samples).toBe(2)
  })

  it('is not moved by one bad day', () => {
    const at = START + 28 * DAY + HOUR
    expect(
      usual(
        slotsOf(28, (end) => (dayOf(end) === 20 ? 0 : 100)),
        at,
      ),
    ).toEqual(
      usual(
        slotsOf(28, () => 100),
        at,
      ),
    )
  })

  it('is what was usual before an anomaly, or since a new level', () => {
    const slots = slotsOf(28, (at) => (dayOf(at) >= 26 ? 1 : 100))
    const at = START + 28 * DAY + HOUR
    expect(usual(slots, at, { from: 0, to: START + 26 * DAY })?.samples).toBe(26)
    expect(usual(slots, at, { from: START + 26 * DAY, to: at })).toMatchObject({ level: 1, samples: 2 })
  })

  it('forgets what is older than 28 days, and can still look two days back', () => {
    const slots = slotsOf(60, (at) => dayOf(at))
    expect(usual(slots, START + 60 * DAY + HOUR)?.samples).toBe(28)
    expect(usual(slots, START + 58 * DAY + HOUR)?.samples).toBe(28)
  })

  it('is the same after it was stored', () => {
    const slots = slotsOf(28, (at) => dayOf(at) * 3)
    const stored = new Map([...slots].map(([index, slot]) => [index, slotOf(slotBytes(slot))]))
    const at = START + 28 * DAY + 7 * HOUR
    expect(usual(stored, at)).toEqual(usual(slots, at))
    expect(slotOf(Buffer.alloc(5))).toEqual(emptySlot())
  })

  it('is the middle, or the mean of the two in the middle', () => {
    expect(median([3, 1, 2])).toBe(2)
    expect(median([4, 1, 3, 2])).toBe(2.5)
  })
})
