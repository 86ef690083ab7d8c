import { describe, expect, it } from 'vitest'
import { noneAtAll, tooMany } from './tail-test'

/** 1 - the sum of the Poisson chances below. */
function poissonTail(events: number, mean: number): number {
  let term = Math.exp(-mean)
  let below = 0
  for (let k = 0; k < events; k++) {
    below += term
    term *= mean / (k + 1)
  }
  return 1 - below
}

describe('too many events', () => {
  it.each([
    [5, 0.5],
    [5, 2],
    [20, 6],
    [30, 12],
    [300, 250],
  ])('%i where %d are expected is the tail of Poisson', (events, mean) => {
    expect(tooMany(events, mean, 1)).toBeCloseTo(-Math.log10(poissonTail(events, mean)), 6)
  })

  it('is milder where events come in bursts', () => {
    expect(tooMany(40, 10, 4)).toBeCloseTo(tooMany(10, 2.5, 1), 9)
  })

  it.each([
    [3, 3, 0],
    [0, 0, 0],
    [1, 0, Number.POSITIVE_INFINITY],
  ])('%d of %d gives %d', (events, mean, expected) => {
    expect(tooMany(events, mean, 1)).toBe(expected)
  })
})

describe('none at all', () => {
  it('is e to the minus mean for Poisson', () => {
    expect(noneAtAll(10 * Math.LN10, 0)).toBeCloseTo(10, 9)
  })

  it('is the zero of the negative binomial where the mean varies', () => {
    // Mean 8 with variance 8 + 0.36 * 64: (1 + 0.36 * 8)^(-1 / 0.36).
    expect(noneAtAll(8, 0.36)).toBeCloseTo(-Math.log10(3.88 ** (-1 / 0.36)), 9)
    expect(noneAtAll(8, 1e-12)).toBeCloseTo(noneAtAll(8, 0), 6)
  })
})
