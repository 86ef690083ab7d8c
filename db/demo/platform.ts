import { mergeSketches, type Sketch, sketchOf } from '@/lib/sketch'
import { SIMULATED_SERVICE } from '@/lib/systems/health'
import { DAY, HOUR, MINUTE } from '@/lib/time'
import { mix, normal, poisson, randomSource } from './random'

// What the simulated marketplace measures of itself: requests to its routes, builds of its customers, webhooks to
// its publishers. Its series have the dimension service = simulated, so that they can be told from those of the
// installation itself, which go on being counted beside them, and be taken out. Pure: a minute follows from the
// seed and its moment alone; one route has been failing since shortly before the anchor.

/** Days of hours, and of minutes (whole UTC days beside today, as they are kept). */
export const PLATFORM_DAYS = 35
export const PLATFORM_MINUTE_DAYS = 2

/** The route that fails, since how long before the anchor, and for how long from there on. */
export const FAILING_ROUTE = '/api/v1/checkout'
export const FAILING_BEFORE_MS = 40 * MINUTE
const FAILING_AFTER_MS = 6 * HOUR
const FAILING_SHARE = 0.3

/** perMinute: at noon; sigma: width of the lognormal duration. */
const routes = [
  { route: '/api/v1/invoke/:id', perMinute: 62, medianMs: 85, sigma: 0.5, errors: 0.0002 },
  { route: '/api/v1/search', perMinute: 24, medianMs: 48, sigma: 0.45, errors: 0.0001 },
  { route: '/api/v1/tools/:id', perMinute: 14, medianMs: 32, sigma: 0.4, errors: 0.0001 },
  { route: FAILING_ROUTE, perMinute: 7, medianMs: 190, sigma: 0.5, errors: 0.0006 },
  { route: '/api/v1/usage', perMinute: 5, medianMs: 140, sigma: 0.6, errors: 0.0003 },
  { route: '/api/v1/keys/:id', perMinute: 2, medianMs: 26, sigma: 0.4, errors: 0 },
] as const

/** A series of the simulated platform. Its id is below those that the database gives, the same at every load. */
export interface PlatformSeries {
  id: number
  metric: string
  kind: 'counter' | 'histogram'
  dimensions: Record<string, string>
}

/** What one series holds of one minute or hour. */
export interface PlatformRow {
  series: PlatformSeries
  atMs: number
  count: number
  sum: number
  min: number
  max: number
  last: number
  sketch: Sketch | null
}

const service = SIMULATED_SERVICE
const named: Omit<PlatformSeries, 'id'>[] = [
  ...routes.flatMap(({ route }): Omit<PlatformSeries, 'id'>[] => [
    { metric: 'api_requests_total', kind: 'counter', dimensions: { route, status_code: '200', service } },
    { metric: 'api_requests_total', kind: 'counter', dimensions: { route, status_code: '500', service } },
    { metric: 'api_request_duration_ms', kind: 'histogram', dimensions: { route, service } },
  ]),
  ...['succeeded', 'failed'].map((status): Omit<PlatformSeries, 'id'> => ({ metric: 'builds_total', kind: 'counter', dimensions: { status, service } })),
  ...['delivered', 'failed'].map(
    (status): Omit<PlatformSeries, 'id'> => ({ metric: 'webhook_deliveries_total', kind: 'counter', dimensions: { status, service } }),
  ),
]
/** Every series, in a fixed order. */
export const platformSeries: readonly PlatformSeries[] = named.map((one, index) => ({ id: -1 - index, ...one }))

/** The minute that begins at atMs; `anchorMs` is the moment that the marketplace was loaded at. */
export function platformMinute(seed: number, anchorMs: number, atMs: number): PlatformRow[] {
  const minute = atMs / MINUTE
  const failing = atMs >= anchorMs - FAILING_BEFORE_MS && atMs < anchorMs + FAILING_AFTER_MS
  return counted(seed, minute, 1, atMs, (route) => (failing && route === FAILING_ROUTE ? FAILING_SHARE : null))
}

/** The hour that begins at atMs, as a whole; of an ordinary day. */
export function platformHour(seed: number, atMs: number): PlatformRow[] {
  return counted(seed, mix(seed, 1, atMs / HOUR), 60, atMs, () => null)
}

/** The hour that minutes of one series make. @throws RangeError without any */
export function addUpHour(rows: readonly PlatformRow[]): PlatformRow {
  const [first] = rows
  if (!first) throw new RangeError('an hour without minutes')
  return {
    series: first.series,
    atMs: Math.floor(first.atMs / HOUR) * HOUR,
    count: rows.reduce((sum, { count }) => sum + count, 0),
    sum: rows.reduce((total, { sum }) => total + sum, 0),
    min: Math.min(...rows.map(({ min }) => min)),
    max: Math.max(...rows.map(({ max }) => max)),
    last: rows.at(-1)?.last ?? first.last,
    sketch: first.sketch === null ? null : mergeSketches(rows.flatMap(({ sketch }) => sketch ?? [])),
  }
}

/** Durations that are drawn for one row; of an hour's many they stand for all. */
const DRAWN = 80

function counted(seed: number, moment: number, minutes: number, atMs: number, failingShare: (route: string) => number | null): PlatformRow[] {
  const source = randomSource()
  const busy = busyness(atMs)
  const rows: PlatformRow[] = []
  const series = [...platformSeries]
  const next = () => series.shift() as PlatformSeries
  routes.forEach(({ route, perMinute, medianMs, sigma, errors }, index) => {
    source.seed(mix(seed, 501, index, moment))
    const requests = poisson(source.next, perMinute * busy * minutes)
    const share = failingShare(route)
    const failed = Math.min(requests, poisson(source.next, requests * (share ?? errors)))
    const [ok, bad, timed] = [next(), next(), next()]
    if (requests > failed) rows.push(counter(ok, atMs, requests - failed))
    if (failed > 0) rows.push(counter(bad, atMs, failed))
    if (requests > 0) rows.push(histogram(timed, atMs, requests, () => medianMs * Math.exp(sigma * normal(source.next)) * (share === null ? 1 : 1.2)))
  })
  source.seed(mix(seed, 502, moment))
  for (const [perMinute, badShare] of [
    [0.6, 0.025],
    [6, 0.0018],
  ] as const) {
    const all = poisson(source.next, perMinute * busy * minutes)
    const bad = Math.min(all, poisson(source.next, all * badShare))
    const [good, failed] = [next(), next()]
    if (all > bad) rows.push(counter(good, atMs, all - bad))
    if (bad > 0) rows.push(counter(failed, atMs, bad))
  }
  return rows
}

/** Day and night, weekdays and weekends: 0.35 to 1.1. */
function busyness(atMs: number): number {
  const hour = (atMs % DAY) / HOUR
  const weekday = new Date(atMs).getUTCDay()
  return (0.75 + 0.35 * Math.cos(((hour - 14) / 24) * 2 * Math.PI)) * (weekday === 0 || weekday === 6 ? 0.8 : 1)
}

function counter(series: PlatformSeries, atMs: number, sum: number): PlatformRow {
  return { series, atMs, count: sum, sum, min: 1, max: 1, last: 1, sketch: null }
}

function histogram(series: PlatformSeries, atMs: number, count: number, draw: () => number): PlatformRow {
  const values = Array.from({ length: Math.min(count, DRAWN) }, draw)
  const drawn = sketchOf(values)
  const weight = count / values.length
  let left = count
  const counts = drawn.counts.map((n, index) => {
    const share = index === drawn.counts.length - 1 ? left : Math.min(left - (drawn.counts.length - 1 - index), Math.max(1, Math.round(n * weight)))
    left -= share
    return share
  })
  const sum = values.reduce((total, value) => total + value, 0) * weight
  return { series, atMs, count, sum, min: Math.min(...values), max: Math.max(...values), last: values.at(-1) ?? 0, sketch: { keys: drawn.keys, counts } }
}
