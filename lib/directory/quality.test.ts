import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ListingFigures } from './model'
import { qualityOf } from './quality'

const unknown: ListingFigures = {
  uptimeRatio: null,
  probes: 0,
  errorRatio: null,
  ratedCalls: 0,
  avgLatencyMs: null,
  p95LatencyMs: null,
  timedCalls: 0,
  rating: null,
  reviews: 0,
}
const healthy: ListingFigures = {
  uptimeRatio: 0.9999,
  probes: 8_064,
  errorRatio: 0.001,
  ratedCalls: 50_000,
  avgLatencyMs: 60,
  p95LatencyMs: 120,
  timedCalls: 50_000,
  rating: 4.8,
  reviews: 120,
}
const failing: ListingFigures = { ...healthy, uptimeRatio: 0.92, errorRatio: 0.3, p95LatencyMs: 6_000, rating: 1.9 }
const quality = (figures: ListingFigures, reliable = false) => qualityOf({ ...figures, reliable })

const share = fc.double({ min: 0, max: 1, noNaN: true })
const count = fc.integer({ min: 0, max: 10_000_000 })
const latency = fc.double({ min: 0, max: 1e9, noNaN: true })
const known = fc.record({
  uptimeRatio: fc.option(share),
  probes: count,
  errorRatio: fc.option(share),
  ratedCalls: count,
  avgLatencyMs: fc.option(latency),
  p95LatencyMs: fc.option(latency),
  timedCalls: count,
  rating: fc.option(fc.double({ min: 1, max: 5, noNaN: true })),
  reviews: count,
})
/** The order of doubles is kept to within their last digits. */
const ROUNDING = 1e-12

describe('quality', () => {
  it.each([
    ['a healthy tool is close to the top, without the lift', healthy, 0.78, 0.9],
    ['a failing one is close to the bottom', failing, 0.1, 0.25],
    ['an unknown one stands between them', unknown, 0.5, 0.6],
  ])('%s', (_name, figures, low, high) => {
    expect(quality(figures)).toBeGreaterThan(low)
    expect(quality(figures)).toBeLessThan(high)
  })

  it('of many good reviews beats that of a few perfect ones', () => {
    expect(quality({ ...unknown, rating: 4.8, reviews: 400 })).toBeGreaterThan(quality({ ...unknown, rating: 5, reviews: 3 }))
  })

  it('of thousands of calls without an error beats that of thirty', () => {
    expect(quality({ ...unknown, errorRatio: 0, ratedCalls: 5_000 })).toBeGreaterThan(quality({ ...unknown, errorRatio: 0, ratedCalls: 30 }))
  })

  it('is lifted by "Reliable" by a tenth, not carried: a badge does not save a failing tool', () => {
    expect(quality(healthy, true) - quality(healthy)).toBeCloseTo(0.1, 10)
    expect(quality(failing, true)).toBeLessThan(quality(unknown))
  })

  it('stays within 0..1', () => {
    fc.assert(
      fc.property(known, fc.boolean(), (figures, reliable) => {
        const value = quality(figures, reliable)
        expect(value).toBeGreaterThanOrEqual(0)
        expect(value).toBeLessThanOrEqual(1)
      }),
    )
  })

  const better: [name: keyof ListingFigures, values: fc.Arbitrary<number>, lowIsBetter: boolean][] = [
    ['uptimeRatio', share, false],
    ['errorRatio', share, true],
    ['p95LatencyMs', latency, true],
    ['rating', fc.double({ min: 1, max: 5, noNaN: true }), false],
  ]
  it.each(better)('never falls when %s gets better', (name, values, lowIsBetter) => {
    fc.assert(
      fc.property(known, values, values, (figures, a, b) => {
        const [worse, best] = a < b === lowIsBetter ? [b, a] : [a, b]
        expect(quality({ ...figures, [name]: best })).toBeGreaterThanOrEqual(quality({ ...figures, [name]: worse }) - ROUNDING)
      }),
    )
  })

  it.each(better)('rises when %s gets better on enough observations', (name, _values, lowIsBetter) => {
    const [worse, best] = name === 'rating' ? [3, 4] : name === 'p95LatencyMs' ? [200, 100] : lowIsBetter ? [0.02, 0.01] : [0.98, 0.99]
    expect(quality({ ...healthy, [name]: best })).toBeGreaterThan(quality({ ...healthy, [name]: worse }))
  })
})
