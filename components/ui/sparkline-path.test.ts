import { describe, expect, it } from 'vitest'
import { sparklinePath } from './sparkline-path'

const box = { width: 100, height: 20, padding: 0 }

describe('sparklinePath', () => {
  it.each([
    ['rises to the top', [0, 10], 'M0 20L100 0'],
    ['all the same runs through the middle', [7, 7, 7], 'M0 10L50 10L100 10'],
    ['a gap breaks the line', [0, 10, null, 10, 0], 'M0 20L25 0M75 0L100 20'],
    ['gaps at the ends', [null, 0, 10, null], 'M33.33 20L66.67 0'],
    ['nothing', [null, null], ''],
  ])('%s', (_, values, line) => expect(sparklinePath(values, box).line).toBe(line))

  it('makes a lone value between gaps a point', () => {
    const { points, last } = sparklinePath([null, 5, null, 1, 9], box, [0, 10])
    expect(points).toEqual([{ x: 25, y: 10 }])
    expect(last).toEqual({ x: 100, y: 2 })
  })
})
