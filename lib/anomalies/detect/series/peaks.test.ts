import { expect, it } from 'vitest'
import { type Peaks, standsOut } from './peaks'

it.each([
  ['the first value stands out', [1], [true]],
  ['a weaker or equal one does not', [2, 2, 1], [true, false, false]],
  ['growth up to the limit does not, more does', [2, 2.5, 2.501], [true, false, false]],
  ['growth counts from the highest', [2, 2.4, 2.8, 3.4], [true, false, false, true]],
  ['after the quiet time it stands out again', [5, 1, 1, 1, 4], [true, false, false, false, true]],
])('%s', (_, strengths, expected) => {
  const peaks: Peaks = []
  expect(strengths.map((strength, count) => standsOut(peaks, { count, strength }, { quiet: 3, growth: 0.5 }))).toEqual(expected)
})
