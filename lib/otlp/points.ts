import { createHash } from 'node:crypto'
import { type DimensionKey, type Dimensions, dimensionKeys, storableDimensions } from '@/lib/dimensions'
import type { MetricKind } from '@/lib/meter'
import { normaliseRoute } from '@/lib/metrics/series/normalise-route'
import type { Attributes } from './model'
import type { ExplicitPoint, ExponentialPoint, ExportMetrics, NumberPoint, OtlpMetric } from './shapes'

/** Which attributes become which dimension, the first that is there; a dimension's own name comes before them. */
export const dimensionAttributes: Record<DimensionKey, readonly string[]> = {
  route: ['http.route', 'url.template', 'url.path', 'http.target'],
  status_code: ['http.response.status_code', 'http.status_code', 'rpc.grpc.status_code'],
  provider: ['gen_ai.provider.name', 'gen_ai.system', 'cloud.provider'],
  queue: ['messaging.destination.name'],
  plan: ['pulsegrid.plan'],
  status: ['pulsegrid.status'],
  type: ['pulsegrid.type', 'error.type', 'messaging.operation.type'],
  service: ['service.name'],
  tool: ['pulsegrid.tool', 'gen_ai.tool.name'],
}

/** What a point holds, as it was sent. */
export type PointValue =
  | { form: 'number'; value: number }
  | { form: 'explicit'; count: number; sum: number; min: number | null; max: number | null; bounds: number[]; counts: number[] }
  | {
      form: 'exponential'
      count: number
      sum: number
      min: number | null
      max: number | null
      scale: number
      /** Zero and below, which a sketch tells as its least value. */
      low: number
      offset: number
      counts: number[]
    }

export interface Point {
  /** Of the stream: sender, metric and every attribute. */
  streamId: string
  metric: string
  kind: MetricKind
  dimensions: Dimensions
  cumulative: boolean
  startedNs: bigint
  atNs: bigint
  /** From the sender's unit to ours: seconds of histograms become milliseconds. */
  scale: number
  value: PointValue
}

export interface ReadPoints {
  points: Point[]
  /** Refused points by reason. */
  refused: Map<string, number>
  /** Keys of attributes that are no dimension. */
  dropped: Set<string>
}

const DELTA = 1
const CUMULATIVE = 2
const NO_RECORDED_VALUE = 1

/**
 * The points of a request: names in our form (`http.server.request.duration` in s is http_server_request_duration_ms,
 * monotonic sums end in _total), attributes as dimensions. Attributes that are no dimension are dropped from the
 * series, though they still tell streams apart.
 * @param sender what tells the streams of different senders apart
 */
export function readPoints(request: ExportMetrics, sender: string): ReadPoints {
  const read: ReadPoints = { points: [], refused: new Map(), dropped: new Set() }
  for (const { resource, scopeMetrics } of request.resourceMetrics) {
    for (const { scope, metrics } of scopeMetrics) {
      for (const metric of metrics) readMetric(read, metric, resource.attributes, [sender, scope.name, sorted(resource.attributes)])
    }
  }
  return read
}

/** How many points a request holds, of every kind. */
export function countPoints(request: ExportMetrics): number {
  const sets = request.resourceMetrics.flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(({ metrics }) => metrics))
  return sets.reduce(
    (sum, { gauge, sum: sums, histogram, exponentialHistogram, summary }) =>
      sum + [gauge, sums, histogram, exponentialHistogram, summary].reduce((n, each) => n + (each?.dataPoints.length ?? 0), 0),
    0,
  )
}

function readMetric(read: ReadPoints, metric: OtlpMetric, resource: Attributes, origin: unknown[]): void {
  const { gauge, sum, histogram, exponentialHistogram, summary } = metric
  const name = metricName(metric.name)
  const refuse = (reason: string, points: number) => {
    if (points > 0) read.refused.set(reason, (read.refused.get(reason) ?? 0) + points)
  }
  refuse('summaries have no distribution that could be merged; send histograms', summary?.dataPoints.length ?? 0)
  const sets = [
    ...(gauge ? [{ kind: 'gauge' as const, temporality: DELTA, points: gauge.dataPoints.map((point) => ({ point, value: numberValue(point) })) }] : []),
    ...(sum
      ? [
          {
            kind: sum.isMonotonic ? ('counter' as const) : ('gauge' as const),
            temporality: sum.isMonotonic ? sum.aggregationTemporality : CUMULATIVE,
            points: sum.dataPoints.map((point) => ({ point, value: numberValue(point) })),
            level: !sum.isMonotonic,
            changes: !sum.isMonotonic && sum.aggregationTemporality === DELTA,
          },
        ]
      : []),
    ...(histogram
      ? [
          {
            kind: 'histogram' as const,
            temporality: histogram.aggregationTemporality,
            points: histogram.dataPoints.map((point) => ({ point, value: explicitValue(point) })),
          },
        ]
      : []),
    ...(exponentialHistogram
      ? [
          {
            kind: 'histogram' as const,
            temporality: exponentialHistogram.aggregationTemporality,
            points: exponentialHistogram.dataPoints.map((point) => ({ point, value: exponentialValue(point) })),
          },
        ]
      : []),
  ]
  for (const { kind, temporality, points, ...set } of sets) {
    const reason =
      name === null
        ? 'a metric needs a name of letters, digits, dots, hyphens, slashes and underscores'
        : temporality !== DELTA && temporality !== CUMULATIVE
          ? 'the aggregation temporality is not given'
          : 'changes' in set && set.changes
            ? 'changes of an up-down counter do not tell its level; send it cumulative'
            : null
    if (reason !== null || name === null) {
      refuse(reason ?? '', points.length)
      continue
    }
    const { metric: ours, scale } = ownName(name, kind, metric.unit)
    for (const { point, value } of points) {
      // A point that says that there is no value is no loss.
      if ((point.flags & NO_RECORDED_VALUE) !== 0) continue
      if (value === null || point.timeUnixNano === 0n) {
        refuse('a point needs a time and a finite value, a histogram one count more than bounds', 1)
        continue
      }
      read.points.push({
        streamId: hash([...origin, metric.name, metric.unit, kind, value.form, sorted(point.attributes)]),
        metric: ours,
        kind,
        dimensions: dimensionsOf(point.attributes, resource, read.dropped),
        // A level is what it is, however often it is told.
        cumulative: kind !== 'gauge' && temporality === CUMULATIVE,
        startedNs: point.startTimeUnixNano,
        atNs: point.timeUnixNano,
        scale,
        value,
      })
    }
  }
}

function metricName(name: string): string | null {
  const ours = name.toLowerCase().replace(/[.\-/ ]+/g, '_')
  return /^[a-z][a-z0-9_]{0,90}$/.test(ours) ? ours : null
}

function ownName(name: string, kind: MetricKind, unit: string): { metric: string; scale: number } {
  if (kind === 'counter') return { metric: name.endsWith('_total') ? name : `${name}_total`, scale: 1 }
  if (kind !== 'histogram') return { metric: name, scale: 1 }
  const scale = { s: 1000, ms: 1, us: 0.001, ns: 0.000001 }[unit]
  if (scale === undefined) return { metric: name, scale: 1 }
  return { metric: `${name.replace(/_(?:seconds|milliseconds|ms)$/, '')}_ms`, scale }
}

function dimensionsOf(attributes: Attributes, resource: Attributes, dropped: Set<string>): Dimensions {
  const dimensions: Dimensions = {}
  const used = new Set<string>()
  for (const key of dimensionKeys) {
    const names = [key, ...dimensionAttributes[key]]
    const name = names.find((each) => attributes[each] !== undefined)
    const value = name === undefined ? names.map((each) => resource[each]).find((each) => each !== undefined) : attributes[name]
    for (const each of names) used.add(each)
    if (value !== undefined) dimensions[key] = key === 'route' ? normaliseRoute(String(value)) : String(value)
  }
  for (const name of Object.keys(attributes)) if (!used.has(name)) dropped.add(name)
  return storableDimensions(dimensions)
}

function numberValue({ asDouble, asInt }: NumberPoint): PointValue | null {
  const value = asDouble ?? asInt
  return value !== undefined && Number.isFinite(value) ? { form: 'number', value } : null
}

function explicitValue({ count, sum, min, max, bucketCounts, explicitBounds }: ExplicitPoint): PointValue | null {
  const isWhole = bucketCounts.length === explicitBounds.length + 1 || (bucketCounts.length === 0 && explicitBounds.length === 0)
  const isAscending = explicitBounds.every((bound, i) => Number.isFinite(bound) && (i === 0 || bound > (explicitBounds[i - 1] ?? bound)))
  if (!isWhole || !isAscending || !isFiniteOrNothing(sum)) return null
  // Without buckets all that is known is that there were values: one bucket without bounds.
  return {
    form: 'explicit',
    count,
    sum: sum ?? 0,
    min: min ?? null,
    max: max ?? null,
    bounds: explicitBounds,
    counts: bucketCounts.length > 0 ? bucketCounts : [count],
  }
}

function exponentialValue({ count, sum, min, max, scale, zeroCount, positive, negative }: ExponentialPoint): PointValue | null {
  if (!isFiniteOrNothing(sum)) return null
  const low = zeroCount + negative.bucketCounts.reduce((n, each) => n + each, 0)
  return { form: 'exponential', count, sum: sum ?? 0, min: min ?? null, max: max ?? null, scale, low, offset: positive.offset, counts: positive.bucketCounts }
}

function isFiniteOrNothing(value: number | undefined): boolean {
  return value === undefined || Number.isFinite(value)
}

function sorted(attributes: Attributes): unknown[] {
  return Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1))
}

function hash(parts: unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url')
}
