import { eq, type SQL, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { metricProgress } from '@/db/schema/metrics'
import { ratio } from '@/lib/stats'
import { DAY, floorTo, HOUR, MINUTE, type Window } from '@/lib/time'
import { consumersSeen, type ToolScope } from '@/lib/usage/queries'
import { totalledMeasures } from './measures'
import { ROLLUP_STAGE, type SeriesPoint, type Step, type ToolTotals, type Totals, type WindowTotals } from './model'

const stepMs: Record<Step, number> = { '5m': 5 * MINUTE, hour: HOUR, day: DAY }

/**
 * The figures of a tool, or of all tools of an organization together, bucket by bucket, oldest first;
 * buckets without calls are there, too. Every bucket that begins before the window's end counts as a
 * whole, except that days are cut at the window's edges (whole hours). 5-minute buckets are kept 35
 * days, the others 400.
 * @param options.callers false leaves the consumers of days uncounted (null), which costs as much as all the rest
 */
export async function listToolSeries(
  tx: Tx,
  { step, window, ...scope }: ToolScope & { step: Step; window: Window },
  { callers: counted = true }: { callers?: boolean } = {},
): Promise<SeriesPoint[]> {
  const from = step === 'day' ? window.from : floorTo(window.from, stepMs[step])
  const buckets = step === 'day' ? bucketsOf(scope, window) : select(step === '5m' ? 'tool_metrics_5m' : 'tool_metrics_hourly', scope, from, window.to)
  const atMs = (moment: SQL) => sql`(extract(epoch from date_bin(${`${stepMs[step]} milliseconds`}::interval, ${moment}, 'epoch')) * 1000)::float8`
  const rows = await totalsBy<number>(tx, atMs(sql`bucket_at`), buckets)
  const callers = step === 'day' && counted ? await consumersBy<number>(tx, atMs(sql`day_at`), consumersSeen(scope, window)) : null
  const points = new Map(rows.map((row) => [row.key, row]))
  const series: SeriesPoint[] = []
  for (let at = floorTo(from, stepMs[step]).getTime(); at < window.to.getTime(); at += stepMs[step]) {
    const row = points.get(at)
    const consumers = callers ? (callers.get(at) ?? 0) : !counted || (row && !scope.toolId) ? null : (row?.consumers ?? 0)
    series.push({ at: new Date(at), ...toTotals(row), consumers })
  }
  return series
}

/** The figures of a window and of the equally long one before it. Exact for windows on whole hours. */
export async function sumWindow(tx: Tx, { window, ...scope }: ToolScope & { window: Window }): Promise<{ current: WindowTotals; previous: WindowTotals }> {
  const before = { from: new Date(2 * window.from.getTime() - window.to.getTime()), to: window.from }
  const sumOne = async (stretch: Window): Promise<WindowTotals> => {
    const [row] = await totalsBy<number>(tx, sql`0`, bucketsOf(scope, stretch))
    const callers = await consumersBy<number>(tx, sql`0`, consumersSeen(scope, stretch))
    return { ...toTotals(row), consumers: callers.get(0) ?? 0 }
  }
  return { current: await sumOne(window), previous: await sumOne(before) }
}

/** The figures of each tool that was called in the window, most calls first. Exact for windows on whole hours. */
export async function listToolTotals(tx: Tx, { organizationId, window }: { organizationId: string; window: Window }): Promise<ToolTotals[]> {
  const rows = await totalsBy<string>(tx, sql`tool_id`, bucketsOf({ organizationId }, window))
  const callers = await consumersBy<string>(tx, sql`tool_id`, consumersSeen({ organizationId }, window))
  return rows
    .map((row) => ({ toolId: row.key, ...toTotals(row), consumers: callers.get(row.key) ?? 0 }))
    .sort((a, b) => b.invocations - a.invocations || a.toolId.localeCompare(b.toolId))
}

/** Up to which moment everything that had arrived is counted; null before the first rollup. */
export async function findCountedUntil(tx: Tx): Promise<Date | null> {
  const [row] = await tx.select({ at: metricProgress.at }).from(metricProgress).where(eq(metricProgress.stage, ROLLUP_STAGE))
  return row?.at ?? null
}

/** The measures of a table's buckets that start in [from, to), of the tools in scope: by (tool_id, bucket_at) or (organization_id, bucket_at). */
function select(table: string, { organizationId, toolId }: ToolScope, from: Date, to: Date): SQL {
  return sql`
    select * from ${sql.identifier(table)}
    where organization_id = ${organizationId} ${toolId ? sql`and tool_id = ${toolId}` : sql``} and bucket_at >= ${from} and bucket_at < ${to}`
}

/** A window as whole days, one row each, and the hours of the broken days at its edges. */
function bucketsOf(scope: ToolScope, { from, to }: Window): SQL {
  const firstDay = new Date(Math.ceil(from.getTime() / DAY) * DAY)
  const lastDay = floorTo(to, DAY)
  if (firstDay > lastDay) return select('tool_metrics_hourly', scope, from, to)
  const parts = [select('tool_metrics_daily', scope, firstDay, lastDay)]
  if (from < firstDay) parts.push(select('tool_metrics_hourly', scope, from, firstDay))
  if (lastDay < to) parts.push(select('tool_metrics_hourly', scope, lastDay, to))
  return sql.join(parts, sql` union all `)
}

interface TotalsRow<K> extends Omit<Totals, 'rawErrorRatio' | 'fairErrorRatio' | 'avgLatencyMs'> {
  key: K
  latencySumMs: number
  /** Of the only row of its key; meaningless where there are several. */
  consumers: number
}

/**
 * Buckets summed by a key. Percentiles come from the merged sketches (counts added up by latency key), never from percentiles.
 * The sketches are unnested in the select list: as functions in FROM, each of which is planned to be remembered, they take twice as long.
 */
function totalsBy<K>(tx: Tx, key: SQL, buckets: SQL): Promise<TotalsRow<K>[]> {
  return tx.execute<TotalsRow<K> & Record<string, unknown>>(sql`
    with bucket as materialized (
      select ${key} as key, * from (${buckets}) b
    ), totals as (
      select key, ${totalledMeasures}, max(consumers)::integer as consumers from bucket group by key
    ), merged as (
      select key, latency_key, least(sum(n), 2147483647)::integer as n
      from (select key, unnest(sketch_keys) as latency_key, unnest(sketch_counts) as n from bucket) s group by key, latency_key
    ), sketches as materialized (
      select key, array_agg(latency_key order by latency_key) as keys, array_agg(n order by latency_key) as counts from merged group by key
    ), quantiles as (
      select key, sketch_quantile(keys, counts, 0.5) as "p50Ms", sketch_quantile(keys, counts, 0.95) as "p95Ms", sketch_quantile(keys, counts, 0.99) as "p99Ms"
      from sketches
    )
    select * from totals left join quantiles using (key)`)
}

async function consumersBy<K>(tx: Tx, key: SQL, seen: SQL): Promise<Map<K, number>> {
  const rows = await tx.execute<{ key: K; consumers: number } & Record<string, unknown>>(
    sql`select ${key} as key, count(distinct consumer_id)::integer as consumers from (${seen}) s group by 1`,
  )
  return new Map(rows.map((row) => [row.key, row.consumers]))
}

function toTotals<K>(row: TotalsRow<K> | undefined): Totals {
  const { key: _key, latencySumMs, consumers: _consumers, ...sums } = row ?? { ...nothing, key: null }
  return {
    ...sums,
    rawErrorRatio: ratio(sums.errors, sums.rated),
    fairErrorRatio: ratio(sums.fairErrors, sums.fairRated),
    avgLatencyMs: ratio(latencySumMs, sums.latencyCount),
  }
}

const nothing: Omit<TotalsRow<never>, 'key'> = {
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
  fairRated: 0,
  fairErrors: 0,
  latencyCount: 0,
  latencySumMs: 0,
  p50Ms: null,
  p95Ms: null,
  p99Ms: null,
  revenueMicros: 0,
  consumers: 0,
}
