import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SKETCH_ALPHA, sketchKey, sketchOf, sketchQuantile } from '@/lib/sketch'
import { advance, type StreamState } from './advance'
import type { Point, PointValue } from './points'

const SECOND = 1_000_000_000n
const T0 = 1_773_152_400n * SECOND

const point = (atSeconds: number, value: PointValue, overrides: Partial<Point> = {}): Point => ({
  streamId: 's',
  metric: 'm_total',
  kind: 'counter',
  dimensions: {},
  cumulative: true,
  startedNs: T0,
  atNs: T0 + BigInt(atSeconds) * SECOND,
  scale: 1,
  value,
  ...overrides,
})
const number = (value: number): PointValue => ({ form: 'number', value })
const explicit = (counts: number[], more: Partial<Extract<PointValue, { form: 'explicit' }>> = {}): PointValue => ({
  form: 'explicit',
  count: counts.reduce((sum, n) => sum + n, 0),
  sum: 0,
  min: null,
  max: null,
  bounds: [10, 100],
  counts,
  ...more,
})

/** The sums that a row of points adds, one after the other. */
function added(points: Point[]): (number | null)[] {
  let state: StreamState | null = null
  return points.map((each) => {
    const step = advance(state, each)
    state = step.state
    return step.row?.sum ?? null
  })
}

describe('advance', () => {
  it.each([
    { name: 'a cumulative counter from its start', points: [point(10, number(5)), point(20, number(5)), point(30, number(9))], adds: [5, 0, 4] },
    { name: 'the same point again', points: [point(10, number(5)), point(10, number(5))], adds: [5, null] },
    { name: 'a point that comes after a newer one', points: [point(20, number(7)), point(10, number(5))], adds: [7, null] },
    { name: 'a stream that began long ago', points: [point(3600, number(500)), point(3610, number(503))], adds: [null, 3] },
    { name: 'a stream without a start', points: [point(10, number(500), { startedNs: 0n }), point(20, number(503), { startedNs: 0n })], adds: [null, 3] },
    { name: 'a restart', points: [point(10, number(5)), point(30, number(2), { startedNs: T0 + 20n * SECOND })], adds: [5, 2] },
    { name: 'a value that fell', points: [point(10, number(5)), point(20, number(3))], adds: [5, 3] },
    {
      name: 'changes',
      points: [point(10, number(5), { cumulative: false }), point(20, number(2), { cumulative: false }), point(20, number(2), { cumulative: false })],
      adds: [5, 2, null],
    },
    {
      name: 'a level, told twice',
      points: [point(10, number(5), { kind: 'gauge', cumulative: false }), point(10, number(5), { kind: 'gauge', cumulative: false })],
      adds: [5, null],
    },
  ])('$name', ({ points, adds }) => {
    expect(added(points)).toEqual(adds)
  })

  it('subtracts histograms bucket by bucket, and counts anew when the bounds are others', () => {
    const first = advance(null, point(10, explicit([1, 2, 0])))
    const second = advance(first.state, point(20, explicit([1, 5, 1])))
    expect(second.row?.count).toBe(4)
    const other = advance(second.state, point(30, explicit([4, 4, 4], { bounds: [10, 200] })))
    expect(other.row?.count).toBe(12)
    expect(advance(other.state, point(40, explicit([4, 4, 4], { bounds: [10, 200] }))).row).toBeNull()
  })

  it('reads seconds as milliseconds and keeps to the least and the greatest value', () => {
    const { row } = advance(null, point(10, explicit([0, 4, 0], { bounds: [0.1, 1], min: 0.25, max: 0.75, sum: 2 }), { kind: 'histogram', scale: 1000 }))
    expect(row).toMatchObject({ count: 4, sum: 2000, min: 250, max: 750 })
    expect(row?.sketch?.keys[0]).toBeGreaterThanOrEqual(sketchKey(250))
    expect(row?.sketch?.keys.at(-1)).toBeLessThanOrEqual(sketchKey(750))
  })

  it('puts exponential histograms into the sketch to within both accuracies, at any resolution and when it is halved', () => {
    const values = fc.array(fc.double({ min: 0.1, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 200 })
    const exponential = (numbers: number[], scale: number): PointValue => {
      const indexes = numbers.map((value) => Math.ceil(Math.log2(value) * 2 ** scale) - 1)
      const offset = Math.min(...indexes)
      const counts = Array.from({ length: Math.max(...indexes) - offset + 1 }, (_, i) => indexes.filter((index) => index === offset + i).length)
      return { form: 'exponential', count: numbers.length, sum: 0, min: null, max: null, scale, low: 0, offset, counts }
    }
    fc.assert(
      fc.property(values, values, fc.integer({ min: 3, max: 6 }), fc.integer({ min: 0, max: 2 }), (before, more, scale, coarser) => {
        const first = advance(null, point(10, exponential(before, scale), { kind: 'histogram' }))
        const second = advance(first.state, point(20, exponential([...before, ...more], scale - coarser), { kind: 'histogram' }))
        expect(second.row?.count).toBe(more.length)
        const exact = more.toSorted((a, b) => a - b)[Math.ceil(0.9 * more.length) - 1] ?? 0
        const told = sketchQuantile(second.row?.sketch ?? sketchOf([]), 0.9) ?? 0
        const width = 2 ** (2 ** (coarser - scale))
        expect(told).toBeGreaterThanOrEqual((exact / width) * (1 - SKETCH_ALPHA))
        expect(told).toBeLessThanOrEqual(exact * width * (1 + SKETCH_ALPHA))
      }),
      { numRuns: 200 },
    )
  })

  it('adds up to the last cumulative value, however the points are repeated', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ more: fc.nat(100), again: fc.boolean() }), { minLength: 1, maxLength: 30 }), (steps) => {
        let total = 0
        const points = steps.flatMap(({ more, again }, i) => {
          total += more
          const each = point(i + 1, number(total))
          return again ? [each, each] : [each]
        })
        expect(added(points).reduce<number>((sum, n) => sum + (n ?? 0), 0)).toBe(total)
      }),
    )
  })
})
