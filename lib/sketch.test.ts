import { DDSketch } from '@datadog/sketches-js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { emptySketch, mergeSketches, SKETCH_ALPHA, SKETCH_MAX_MS, SKETCH_MIN_MS, sketchKey, sketchOf, sketchQuantile, sketchValue } from './sketch'

// From 10 microseconds to 11 days, as evenly over the magnitudes as over the range.
const latency = fc.oneof(
  fc.double({ min: SKETCH_MIN_MS, max: SKETCH_MAX_MS, noNaN: true }),
  fc
    .double({ min: Math.log(SKETCH_MIN_MS), max: Math.log(SKETCH_MAX_MS), noNaN: true })
    .map((x) => Math.min(Math.max(Math.exp(x), SKETCH_MIN_MS), SKETCH_MAX_MS)),
)
const latencies = fc.array(latency, { minLength: 1, maxLength: 300 })
const share = fc.constantFrom(0, 0.01, 0.25, 0.5, 0.9, 0.95, 0.99, 1)

const relativeError = (estimate: number | null, exact: number) => Math.abs((estimate ?? Number.NaN) - exact) / exact
/** The definition, by sorting: the smallest value that at least q of all do not exceed. */
const nearestRank = (values: number[], q: number) => values.toSorted((a, b) => a - b)[Math.max(Math.ceil(q * values.length), 1) - 1] ?? Number.NaN
// A value that lies on a bucket's edge to the last digit may be placed one ulp beside it.
const BOUND = SKETCH_ALPHA + 1e-9

describe('the mapping', () => {
  it.each([
    { name: 'a second', value: 1000 },
    { name: 'a millisecond', value: 1 },
    { name: 'the least', value: SKETCH_MIN_MS },
    { name: 'the most', value: SKETCH_MAX_MS },
  ])('$name is told to within the accuracy', ({ value }) => {
    expect(relativeError(sketchValue(sketchKey(value)), value)).toBeLessThanOrEqual(BOUND)
  })

  it.each([
    { name: 'zero counts as the least', value: 0, as: SKETCH_MIN_MS },
    { name: 'a negative clock skew counts as the least', value: -5, as: SKETCH_MIN_MS },
    { name: 'infinity counts as the most', value: Number.POSITIVE_INFINITY, as: SKETCH_MAX_MS },
  ])('$name', ({ value, as }) => {
    expect(sketchKey(value)).toBe(sketchKey(as))
  })

  it('refuses what is not a number', () => {
    expect(() => sketchKey(Number.NaN)).toThrow(RangeError)
  })

  it('fits a smallint and grows with the value', () => {
    fc.assert(
      fc.property(latency, latency, (a, b) => {
        expect(Math.abs(sketchKey(a))).toBeLessThan(32_768)
        if (a <= b) expect(sketchKey(a)).toBeLessThanOrEqual(sketchKey(b))
        expect(relativeError(sketchValue(sketchKey(a)), a)).toBeLessThanOrEqual(BOUND)
      }),
    )
  })
})

describe('quantiles', () => {
  it('are within the accuracy of the exact nearest rank', () => {
    fc.assert(
      fc.property(latencies, share, (values, q) => {
        expect(relativeError(sketchQuantile(sketchOf(values), q), nearestRank(values, q))).toBeLessThanOrEqual(BOUND)
      }),
    )
  })

  it('of nothing are null', () => {
    expect(sketchQuantile(emptySketch, 0.5)).toBeNull()
  })

  it('agree with the reference implementation to within both accuracies', () => {
    fc.assert(
      fc.property(latencies, (values) => {
        const reference = new DDSketch({ relativeAccuracy: SKETCH_ALPHA })
        for (const value of values) reference.accept(value)
        // Its rank is floor(q (n - 1)), counted from 0: ask it for the q at which both mean the same value.
        for (const q of [0.5, 0.95, 0.99]) {
          const rank = Math.max(Math.ceil(q * values.length), 1) - 1
          const theirs = reference.getValueAtQuantile(values.length === 1 ? 0 : Math.min((rank + 1e-6) / (values.length - 1), 1))
          expect(relativeError(sketchQuantile(sketchOf(values), q), theirs)).toBeLessThanOrEqual(2 * SKETCH_ALPHA)
        }
      }),
    )
  })

  it('agree with the reference implementation on a long-tailed day of calls', () => {
    const reference = new DDSketch({ relativeAccuracy: SKETCH_ALPHA })
    const values = Array.from({ length: 20_001 }, (_, i) => 40 + 90 * Math.exp(((i * 7919) % 20_001) / 4_000))
    for (const value of values) reference.accept(value)
    for (const q of [0.5, 0.95, 0.99]) {
      expect(relativeError(sketchQuantile(sketchOf(values), q), reference.getValueAtQuantile(q))).toBeLessThanOrEqual(2 * SKETCH_ALPHA)
    }
  })
})

describe('merging', () => {
  it('is the same as having seen all values at once, in any order and grouping', () => {
    fc.assert(
      fc.property(fc.array(latencies, { maxLength: 6 }), (parts) => {
        const whole = sketchOf(parts.flat())
        const sketches = parts.map((part) => sketchOf(part))
        expect(mergeSketches(sketches)).toEqual(whole)
        expect(mergeSketches(sketches.toReversed())).toEqual(whole)
        expect(mergeSketches([mergeSketches(sketches.slice(0, 2)), ...sketches.slice(2)])).toEqual(whole)
      }),
    )
  })

  it('keeps keys ascending and every value counted once', () => {
    fc.assert(
      fc.property(latencies, (values) => {
        const { keys, counts } = sketchOf(values)
        expect(keys).toEqual([...new Set(keys)].toSorted((a, b) => a - b))
        expect(counts.reduce((sum, n) => sum + n, 0)).toBe(values.length)
      }),
    )
  })
})
