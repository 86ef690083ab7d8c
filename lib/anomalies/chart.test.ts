import { describe, expect, it } from 'vitest'
import type { SeriesPoint } from '@/lib/metrics/model'
import { DAY, HOUR, MINUTE } from '@/lib/time'
import { chartOf, chartWindow } from './chart'

// A Wednesday.
const startedAt = new Date('2026-11-25T12:00:00Z')
const at = (ms: number) => new Date(startedAt.getTime() + ms)

const quiet: Omit<SeriesPoint, 'at'> = {
  invocations: 0,
  rated: 0,
  errors: 0,
  errors4xx: 0,
  errors429: 0,
  errors5xx: 0,
  errorsDeveloper: 0,
  errorsConsumer: 0,
  errorsPlatform: 0,
  errorsUpstream: 0,
  rawErrorRatio: null,
  fairRated: 0,
  fairErrors: 0,
  fairErrorRatio: null,
  latencyCount: 0,
  avgLatencyMs: null,
  p50Ms: null,
  p95Ms: null,
  p99Ms: null,
  revenueMicros: 0,
  consumers: 0,
}
const point = (moment: Date, over: Partial<SeriesPoint>): SeriesPoint => ({ ...quiet, at: moment, ...over })

/** Six windows up to `startedAt` and one more, and hours of 28 days at the same time. */
const windows = (over: (i: number) => Partial<SeriesPoint>) => Array.from({ length: 7 }, (_, i) => point(at((i - 6) * 5 * MINUTE), over(i)))
const days = (over: (days: number) => Partial<SeriesPoint>) => Array.from({ length: 28 }, (_, i) => point(at(-(i + 1) * DAY), over(i + 1)))

describe('chartOf', () => {
  it('observes the half hour up to each moment', () => {
    const points = chartOf('error_rate', { series: windows((i) => ({ rated: 10, errors: i === 6 ? 10 : 0 })), hours: [], usualUntil: startedAt, kept: [] })
    expect(points.map(({ at: moment, observed }) => [moment.toISOString(), observed])).toEqual([
      ['2026-11-25T12:00:00.000Z', 0],
      ['2026-11-25T12:05:00.000Z', 10 / 60],
    ])
  })

  it.each([
    ['invocations', { invocations: 6 }, 6],
    ['revenue', { revenueMicros: 600 }, 600],
    ['latency', { p50Ms: 120, latencyCount: 3 }, 120],
    ['latency', {}, null],
    ['error_rate', {}, null],
  ] as const)('%s of %j is %s', (metric, over, observed) => {
    expect(chartOf(metric, { series: windows(() => over), hours: [], usualUntil: startedAt, kept: [] })[0]?.observed).toBe(observed)
  })

  it('expects what the same hour of weekdays was like, an hour’s sum by its twelve windows', () => {
    const hours = days((n) => ({ invocations: [0, 6].includes(at(-n * DAY).getUTCDay()) ? 12 : 1200 }))
    // The last window begins in the hour of the story.
    expect(chartOf('invocations', { series: windows(() => ({ invocations: 100 })), hours, usualUntil: startedAt, kept: [] })[1]).toMatchObject({
      low: 80,
      high: 120,
    })
  })

  it('learns nothing from the story itself, and says nothing without days', () => {
    const hours = days(() => ({ invocations: 1200 }))
    expect(chartOf('invocations', { series: windows(() => ({})), hours, usualUntil: at(-40 * DAY), kept: [] })[1]).toMatchObject({ low: null, high: null })
  })

  it('what detection compared with goes before', () => {
    const kept = [{ windowAt: at(5 * MINUTE), expectedLow: 1, expectedHigh: 2 }]
    expect(chartOf('invocations', { series: windows(() => ({})), hours: days(() => ({ invocations: 1200 })), usualUntil: startedAt, kept })[1]).toMatchObject({
      low: 1,
      high: 2,
    })
  })
})

describe('chartWindow', () => {
  it.each([
    ['a short one', 30 * MINUTE, 10 * HOUR, -3 * HOUR, 30 * MINUTE + 2 * HOUR],
    ['one of five hours', 5 * HOUR, 10 * HOUR, -5 * HOUR, 7 * HOUR],
    ['a long one', 40 * HOUR, 90 * HOUR, -12 * HOUR, 42 * HOUR],
    ['one that is just over', HOUR, 90 * MINUTE, -3 * HOUR, 90 * MINUTE],
    ['one that goes on', null, 4 * HOUR, -4 * HOUR, 4 * HOUR],
  ] as const)('%s', (_name, ended, now, from, to) => {
    expect(chartWindow({ startedAt, endedAt: ended === null ? null : at(ended) }, at(now))).toEqual({ from: at(from), to: at(to) })
  })
})

it('of few calls, one that fails is chance: what is usual reaches above it', () => {
  const hours = days(() => ({ rated: 100, errors: 0 }))
  const [, band] = chartOf('error_rate', { series: windows(() => ({ rated: 8 })), hours, usualUntil: startedAt, kept: [] })
  expect(band?.low).toBe(0)
  expect(band?.high).toBeCloseTo(0.04, 5)
})
