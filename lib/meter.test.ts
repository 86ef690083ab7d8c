import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createMeter, DROPPED_METRIC, type MinuteRow, OVERFLOW_METRIC } from './meter'
import { SKETCH_ALPHA, sketchQuantile } from './sketch'
import { MINUTE } from './time'

const T0 = Date.UTC(2026, 2, 10, 14, 20)
const brief = ({ metric, dimensions, atMs, count, sum }: MinuteRow) => ({ metric, dimensions, minute: (atMs - T0) / MINUTE, count, sum })

describe('a meter', () => {
  it('keeps a counter, a gauge and a histogram of a minute', () => {
    const meter = createMeter()
    meter.add('requests_total', { route: '/a' }, 2, T0)
    meter.add('requests_total', { route: '/a' }, 3, T0 + 1)
    meter.set('depth', {}, 7, T0)
    meter.set('depth', {}, 4, T0 + 1)
    meter.observe('duration_ms', {}, 100, T0)
    meter.observe('duration_ms', {}, 300, T0)
    const [requests, depth, duration] = meter.take(T0 + 2).rows
    expect(requests).toMatchObject({ kind: 'counter', atMs: T0, count: 2, sum: 5, sketch: null })
    expect(depth).toMatchObject({ kind: 'gauge', count: 2, sum: 11, min: 4, max: 7, last: 4 })
    expect(duration).toMatchObject({ kind: 'histogram', count: 2, sum: 400, min: 100, max: 300 })
    expect(sketchQuantile(duration?.sketch ?? { keys: [], counts: [] }, 1)).toBeCloseTo(300, -1)
  })

  it('takes the same dimensions in any order as one set, and ignores what is not finite', () => {
    const meter = createMeter()
    meter.add('a_total', { route: '/a', status_code: '200' }, 1, T0)
    meter.add('a_total', { status_code: '200', route: '/a' }, 1, T0)
    meter.add('a_total', { route: '/a', status_code: '200' }, Number.NaN, T0)
    expect(meter.take(T0).rows.map(brief)).toEqual([{ metric: 'a_total', dimensions: { route: '/a', status_code: '200' }, minute: 0, count: 2, sum: 2 }])
  })

  it('gives a minute again until it is confirmed, and again when it has grown', () => {
    const meter = createMeter()
    meter.add('a_total', {}, 1, T0)
    expect(meter.take(T0).rows).toHaveLength(1)
    const taken = meter.take(T0)
    meter.add('a_total', {}, 1, T0)
    meter.confirm(taken)
    const grown = meter.take(T0)
    expect(grown.rows.map(brief)).toEqual([{ metric: 'a_total', dimensions: {}, minute: 0, count: 2, sum: 2 }])
    meter.confirm(grown)
    expect(meter.take(T0 + 5 * MINUTE).rows).toEqual([])
  })

  it('keeps the minutes of an outage apart, and gives up the oldest beyond its bound, counted', () => {
    const meter = createMeter({ maxWaiting: 3 })
    for (let minute = 0; minute < 6; minute++) meter.add('a_total', {}, 1, T0 + minute * MINUTE)
    const rows = meter.take(T0 + 6 * MINUTE).rows.map(brief)
    expect(rows.filter(({ metric }) => metric === 'a_total').map(({ minute }) => minute)).toEqual([3, 4, 5])
    expect(rows.find(({ metric }) => metric === DROPPED_METRIC)?.sum).toBe(3)
    expect(meter.totals().find(({ metric }) => metric === 'a_total')?.sum).toBe(6)
  })

  it('goes on in the same minute when the clock is set back', () => {
    const meter = createMeter()
    meter.add('a_total', {}, 1, T0 + MINUTE)
    meter.add('a_total', {}, 1, T0)
    expect(meter.take(T0 + MINUTE).rows.map(brief)).toEqual([{ metric: 'a_total', dimensions: {}, minute: 1, count: 2, sum: 2 }])
  })

  it('counts what is beyond the cap under other, and says so', () => {
    const meter = createMeter({ maxLabelSets: 3 })
    for (let i = 0; i < 100; i++) meter.add('a_total', { route: `/${i}`, status_code: '200' }, 1, T0)
    const rows = meter.take(T0).rows
    expect(rows.filter(({ metric }) => metric === 'a_total')).toHaveLength(4)
    expect(rows.find(({ dimensions }) => dimensions.route === 'other')).toMatchObject({ dimensions: { route: 'other', status_code: 'other' }, sum: 97 })
    expect(rows.find(({ metric }) => metric === OVERFLOW_METRIC)).toMatchObject({ dimensions: { type: 'a_total' }, sum: 97 })
  })

  it('stays small whatever is thrown at it: 100,000 routes are a thousand label sets and the rest', () => {
    const meter = createMeter()
    for (let i = 0; i < 100_000; i++) meter.add('a_total', { route: `/${i}` }, 1, T0)
    const rows = meter.take(T0).rows.filter(({ metric }) => metric === 'a_total')
    expect(rows).toHaveLength(1001)
    expect(rows.reduce((sum, row) => sum + row.sum, 0)).toBe(100_000)
    expect(rows.find(({ dimensions }) => dimensions.route === 'other')?.sum).toBe(99_000)
  })

  it('moves what the database has no room for into other', () => {
    const meter = createMeter()
    meter.add('a_total', { route: '/a' }, 5, T0)
    meter.add('a_total', { route: '/a' }, 2, T0 + MINUTE)
    meter.fold([{ metric: 'a_total', dimensions: { route: '/a' } }], T0 + MINUTE)
    meter.add('a_total', { route: '/a' }, 1, T0 + MINUTE)
    const rows = meter.take(T0 + MINUTE).rows.filter(({ metric }) => metric === 'a_total')
    expect(rows.map(brief)).toEqual([{ metric: 'a_total', dimensions: { route: 'other' }, minute: 1, count: 3, sum: 8 }])
  })

  it('loses nothing, whatever is recorded when and however often the writing fails', () => {
    const step = fc.oneof(
      fc.record({ act: fc.constant('add' as const), by: fc.integer({ min: 1, max: 9 }), route: fc.constantFrom('/a', '/b', '/c', '/d') }),
      fc.record({ act: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 3 * MINUTE }) }),
      fc.record({ act: fc.constant('write' as const), succeeds: fc.boolean() }),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const meter = createMeter({ maxLabelSets: 2 })
        const database = new Map<string, number>()
        let now = T0
        let recorded = 0
        const write = (succeeds: boolean) => {
          const taken = meter.take(now)
          if (!succeeds) return
          for (const { metric, dimensions, atMs, sum } of taken.rows) {
            if (metric === 'a_total') database.set(`${dimensions.route} ${atMs}`, sum)
          }
          meter.confirm(taken)
        }
        for (const each of steps) {
          if (each.act === 'wait') now += each.ms
          else if (each.act === 'write') write(each.succeeds)
          else {
            meter.add('a_total', { route: each.route }, each.by, now)
            recorded += each.by
          }
        }
        write(true)
        expect([...database.values()].reduce((sum, n) => sum + n, 0)).toBe(recorded)
      }),
    )
  })

  it('tells quantiles of everything since the start to within the accuracy of the sketch', () => {
    const meter = createMeter()
    for (let i = 1; i <= 1000; i++) meter.observe('duration_ms', {}, i, T0 + i * 1000)
    const [total] = meter.totals()
    expect(total?.count).toBe(1000)
    expect(Math.abs((sketchQuantile(total?.sketch ?? { keys: [], counts: [] }, 0.95) ?? 0) - 950) / 950).toBeLessThanOrEqual(SKETCH_ALPHA)
  })
})
