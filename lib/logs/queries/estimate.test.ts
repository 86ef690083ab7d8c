import { expect, it } from 'vitest'
import { reachesOf } from './estimate'

const day = (n: number) => new Date(Date.UTC(2026, 2, n))
const days = (lines: number[]) => lines.map((each, n) => ({ day: day(20 - n), lines: each }))
const told = (lines: number[]) =>
  reachesOf(days(lines), { first: 500, most: 20_000 }).map(({ from, to, lines: all }) => [(to.getTime() - from.getTime()) / 86_400_000, all])

it.each([
  ['a rare word is looked for in all days at once', [0, 1, 0, 2, 1], [[5, 4]]],
  [
    'a usual one in a day, then in some, then in more',
    [400, 400, 400, 400, 400, 400, 400],
    [
      [1, 400],
      [5, 2_000],
      [1, 400],
    ],
  ],
  [
    'a day with many stands alone',
    [10, 90_000, 10, 10],
    [
      [1, 10],
      [1, 90_000],
      [2, 20],
    ],
  ],
  ['no day', [], []],
])('%s', (_, lines, expected) => expect(told(lines)).toEqual(expected))
