import { describe, expect, it } from 'vitest'
import { type EarningsStep, firstWholeMonth } from './model'
import { nextMark, reachedMarks } from './reached-marks'

const day = (n: number, dollars: number): EarningsStep => ({ at: new Date(Date.UTC(2026, 0, n + 1)), revenueMicros: dollars * 1_000_000 })
const usd = (dollars: number) => dollars * 1_000_000
const marks = (earnings: EarningsStep[], recorded: number[] = []) =>
  reachedMarks(earnings, recorded.map(usd)).map(
    ({ thresholdMicros, reachedAt }) => `$${thresholdMicros / 1_000_000} on ${reachedAt.toISOString().slice(0, 10)}`,
  )

describe('reachedMarks', () => {
  it.each<[string, EarningsStep[], number[], string[]]>([
    ['nothing earned', [], [], []],
    ['just below', [day(1, 99.999999)], [], []],
    ['exactly there', [day(1, 100)], [], ['$100 on 2026-01-02']],
    ['over days', [day(1, 60), day(2, 39), day(3, 1)], [], ['$100 on 2026-01-04']],
    ['several on one day', [day(1, 50), day(2, 20_000)], [], ['$100 on 2026-01-03', '$1000 on 2026-01-03', '$10000 on 2026-01-03']],
    ['one after the other', [day(1, 100), day(9, 900), day(20, 9_000)], [], ['$100 on 2026-01-02', '$1000 on 2026-01-10', '$10000 on 2026-01-21']],
    ['known ones are not told again', [day(1, 100), day(9, 900)], [100], ['$1000 on 2026-01-10']],
    ['a lower one that was missed', [day(1, 2_000)], [1_000], ['$100 on 2026-01-02']],
    ['once passed, passed', [day(1, 120), day(2, -50)], [], ['$100 on 2026-01-02']],
    ['all of them', [day(1, 1_000_000)], [100, 1_000, 10_000], ['$50000 on 2026-01-02', '$100000 on 2026-01-02']],
    ['all known', [day(1, 1_000_000)], [100, 1_000, 10_000, 50_000, 100_000], []],
  ])('%s', (_name, earnings, recorded, expected) => expect(marks(earnings, recorded)).toEqual(expected))
})

describe('nextMark', () => {
  it.each([
    [0, 100],
    [100, 1_000],
    [999.99, 1_000],
    [99_999, 100_000],
    [100_000, null],
  ])('after $%s comes %s', (total, next) => expect(nextMark(usd(total))).toBe(next === null ? null : usd(next)))
})

describe('firstWholeMonth', () => {
  it.each([
    ['2026-03-15T05:15:00Z', 14, '2026-03-01'],
    ['2026-03-15T05:15:00Z', 13, '2026-04-01'],
    ['2026-03-15T05:15:00Z', 15, '2026-03-01'],
    ['2026-03-15T05:15:00Z', 400, '2025-03-01'],
    ['2026-01-10T00:00:00Z', 20, '2026-01-01'],
  ])('at %s with %s days kept', (now, days, month) => expect(firstWholeMonth(new Date(now), days).toISOString().slice(0, 10)).toBe(month))
})
