import { describe, expect, it } from 'vitest'
import { dailyDue, dailyWindow, readDay } from './day'

const at = (text: string) => new Date(text)
const midnight = at('2026-03-02T00:00:00Z')

describe('a day', () => {
  it.each([
    ['before nine', '2026-03-02T08:59:59Z', null],
    ['at nine', '2026-03-02T09:00:00Z', midnight],
    ['missed, the same day', '2026-03-02T23:59:59Z', midnight],
    ['missed, the next morning', '2026-03-03T08:00:00Z', null],
  ])('is due %s', (_, now, expected) => expect(dailyDue(at(now))).toEqual(expected))

  it.each([
    ['over', '2026-03-05T12:00:00Z', '2026-03-02T09:00:00Z', false],
    ['at nine', '2026-03-02T09:00:00Z', '2026-03-02T09:00:00Z', false],
    ['not nine yet', '2026-03-02T07:30:00Z', '2026-03-02T07:30:00Z', true],
  ])('reaches to nine: %s', (_, now, to, unfinished) => {
    expect(dailyWindow(midnight, at(now))).toEqual({ from: at('2026-03-01T09:00:00Z'), to: at(to), unfinished })
  })

  it.each([
    [undefined, '2026-03-02'],
    ['2026-02-28', '2026-02-28'],
    ['2026-02-30', '2026-03-02'],
    ['2026-03-03', '2026-03-02'],
    ['2020-01-01', '2026-03-02'],
    ['today', '2026-03-02'],
  ])('of the address %s', (text, expected) => expect(readDay(text, at('2026-03-02T10:00:00Z')).toISOString().slice(0, 10)).toBe(expected))
})
