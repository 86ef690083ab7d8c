import { type SQL, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import type { DimensionKey, Dimensions } from '@/lib/dimensions'
import { dimensionsKey } from '@/lib/dimensions'
import type { MetricKind } from '@/lib/meter'
import { floorTo, HOUR, MINUTE, type Window } from '@/lib/time'
import { writers } from './model'

/**
 * How the values of a window become one. sum: a counter's increase; rate: that a minute; last: the newest value,
 * of several at once the highest; p50, p95, p99: of a histogram, from merged sketches, to within 2 %.
 */
export type SeriesAggregation = 'sum' | 'rate' | 'avg' | 'min' | 'max' | 'last' | 'p50' | 'p95' | 'p99'

export interface SeriesRead {
  /** Whose metric; null: the platform's. */
  organizationId: string | null
  metric: string
  /** Only series with these values. */
  filter?: Dimensions
  /** One line for each combination of their values; none: all series together. */
  groupBy?: readonly DimensionKey[]
  aggregation: SeriesAggregation
}

export interface SeriesLine {
  group: Dimensions
  /** Every bucket of the window; null: nothing was recorded. */
  points: { at: Date; value: number | null }[]
}

const steps = { minute: { table: 'metric_minutes', ms: MINUTE }, hour: { table: 'metric_hours', ms: HOUR } } as const

/** A metric bucket by bucket: minutes are kept 48 hours, hours 400 days. Buckets that begin in the window, oldest first; groups in the order of their values. */
export async function listSeries(tx: Tx, { step, window, ...read }: SeriesRead & { step: keyof typeof steps; window: Window }): Promise<SeriesLine[]> {
  const { ms } = steps[step]
  const from = floorTo(window.from, ms)
  const rows = await aggregate(tx, read, step, { from, to: window.to }, sql`(extract(epoch from v.at) * 1000)::float8`, ms)
  const lines = new Map<string, { group: Dimensions; values: Map<number, number | null> }>()
  for (const { group, atMs, value } of rows) {
    const key = dimensionsKey(group)
    const line = lines.get(key) ?? { group, values: new Map() }
    line.values.set(atMs, value)
    lines.set(key, line)
  }
  const moments = Array.from({ length: Math.max(0, Math.ceil((window.to.getTime() - from.getTime()) / ms)) }, (_, i) => from.getTime() + i * ms)
  return [...lines]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([, { group, values }]) => ({ group, points: moments.map((at) => ({ at: new Date(at), value: values.get(at) ?? null })) }))
}

/** A metric over a whole window, one value a group, groups in the order of their values. */
export async function listSeriesTotals(
  tx: Tx,
  { step, window, ...read }: SeriesRead & { step: keyof typeof steps; window: Window },
): Promise<{ group: Dimensions; value: number | null }[]> {
  const rows = await aggregate(tx, read, step, window, sql`0::float8`, window.to.getTime() - window.from.getTime())
  return rows.map(({ group, value }) => ({ group, value })).sort((a, b) => dimensionsKey(a.group).localeCompare(dimensionsKey(b.group)))
}

export interface MetricSummary {
  metric: string
  kind: MetricKind
  /** Label sets that were ever seen and are still kept. */
  series: number
  /** Keys by which its values are told apart. */
  dimensions: DimensionKey[]
  /** It had more label sets than it may have: the rest is counted under `other`. */
  capped: boolean
  lastAt: Date
}

/** The metrics of an organization (null: the platform), by name. */
export async function listMetrics(tx: Tx, organizationId: string | null): Promise<MetricSummary[]> {
  const rows = await tx.execute<Omit<MetricSummary, 'lastAt'> & { lastMs: string } & Record<string, unknown>>(sql`
    select s.metric, min(s.kind::text) as kind, count(distinct s.id)::integer as series,
      coalesce(array_agg(distinct d.key order by d.key) filter (where d.key is not null), '{}') as dimensions,
      coalesce(bool_or(s.dimensions <> '{}' and d.others), false) as capped, (extract(epoch from max(s.last_at)) * 1000)::bigint as "lastMs"
    from metric_series s
    left join lateral (select k.key, bool_and(k.value = 'other') over () as others from jsonb_each_text(s.dimensions) k) d on true
    where ${ownedBy(organizationId)} group by s.metric order by s.metric`)
  return rows.map(({ lastMs, ...row }) => ({ ...row, lastAt: new Date(Number(lastMs)) }))
}

/** The platform's levels as the job last sampled them, at most five minutes ago: what no process knows by itself. */
export async function listLevels(tx: Tx, now: Date): Promise<{ metric: string; dimensions: Dimensions; value: number }[]> {
  const rows = await tx.execute<{ metric: string; dimensions: Dimensions; value: number }>(sql`
    select distinct on (s.id) s.metric, s.dimensions, m.last as value
    from metric_series s join metric_minutes m on m.series_id = s.id
    where s.organization_id is null and m.writer = ${writers.samples} and m.at > ${new Date(now.getTime() - 5 * MINUTE)} and m.at <= ${now}
    order by s.id, m.at desc`)
  return [...rows].sort((a, b) => a.metric.localeCompare(b.metric) || dimensionsKey(a.dimensions).localeCompare(dimensionsKey(b.dimensions)))
}

// Two spellings, as "is not distinct from" uses no index.
function ownedBy(organizationId: string | null): SQL {
  return organizationId === null ? sql`s.organization_id is null` : sql`s.organization_id = ${organizationId}`
}

interface Aggregated extends Record<string, unknown> {
  group: Dimensions
  atMs: number
  value: number | null
}

async function aggregate(
  tx: Tx,
  { organizationId, metric, filter = {}, groupBy = [], aggregation }: SeriesRead,
  step: keyof typeof steps,
  window: Window,
  bucket: SQL,
  bucketMs: number,
): Promise<Aggregated[]> {
  const keys = groupBy.map((key) => sql`${key}::text, s.dimensions ->> ${key}`)
  const group = keys.length > 0 ? sql`jsonb_strip_nulls(jsonb_build_object(${sql.join(keys, sql`, `)}))` : sql`'{}'::jsonb`
  const values = sql`
    select ${group} as "group", ${bucket} as "atMs", v.*
    from metric_series s join ${sql.identifier(steps[step].table)} v on v.series_id = s.id
    where ${ownedBy(organizationId)} and s.metric = ${metric} and s.dimensions @> ${JSON.stringify(filter)}::jsonb
      and v.at >= ${window.from} and v.at < ${window.to}`
  const quantile = { p50: 0.5, p95: 0.95, p99: 0.99 }[aggregation as string]
  const rows =
    quantile === undefined ? await tx.execute<Aggregated>(plain(values, aggregation, bucketMs)) : await tx.execute<Aggregated>(merged(values, quantile))
  return [...rows]
}

function plain(values: SQL, aggregation: SeriesAggregation, bucketMs: number): SQL {
  const value = {
    sum: sql`sum(sum)`,
    rate: sql`sum(sum) / ${bucketMs / MINUTE}::float8`,
    avg: sql`sum(sum) / nullif(sum(count), 0)`,
    min: sql`min(min)`,
    max: sql`max(max)`,
    last: sql`(array_agg(last order by at desc, last desc) filter (where last is not null))[1]`,
  }[aggregation as 'sum' | 'rate' | 'avg' | 'min' | 'max' | 'last']
  return sql`select "group", "atMs", (${value})::float8 as value from (${values}) v group by "group", "atMs"`
}

function merged(values: SQL, quantile: number): SQL {
  return sql`
    select "group", "atMs", sketch_quantile(array_agg(key order by key), array_agg(n order by key), ${quantile}::float8) as value
    from (
      select "group", "atMs", key, least(sum(n), 2147483647)::integer as n
      from (${values}) v, unnest(sketch_keys, sketch_counts) as b (key, n) group by "group", "atMs", key
    ) buckets
    group by "group", "atMs"`
}
