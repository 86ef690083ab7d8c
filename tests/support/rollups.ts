import type postgres from 'postgres'
import { sketchKey } from '@/lib/sketch'

/** One 5-minute bucket of a tool, as a test states it. */
export interface Bucket {
  tool: string
  organization: string
  /** Its start, ms. */
  at: number
  calls: number
  errors: number
  latencyMs: number
  revenueMicros: number
}

/** Writes 5-minute rollups without calls behind them; a bucket that is there is replaced, one without a call is taken away. */
export async function storeBuckets(owner: postgres.Sql, buckets: readonly Bucket[]): Promise<void> {
  if (buckets.length === 0) return
  const times = buckets.map(({ at }) => at)
  const [from, to] = [times.reduce((a, b) => Math.min(a, b)), times.reduce((a, b) => Math.max(a, b))]
  await owner`select ensure_partitions('tool_metrics_5m', ${new Date(from)}, ${new Date(to)}), ensure_partitions('tool_metrics_hourly', ${new Date(from)}, ${new Date(to)})`
  const rows = buckets.map(({ tool, organization, at, calls, errors, latencyMs, revenueMicros }) => ({
    tool,
    organization,
    at: new Date(at).toISOString(),
    calls,
    errors,
    latency: latencyMs,
    revenue: revenueMicros,
    key: sketchKey(latencyMs),
  }))
  await owner.begin(async (tx) => {
    await tx`
      create temporary table stated on commit drop as
      select * from jsonb_to_recordset(${tx.json(rows)}) as r (tool uuid, organization uuid, at timestamptz, calls integer, errors integer, latency float8, revenue bigint, key smallint)`
    await tx`delete from tool_metrics_5m m using stated s where m.tool_id = s.tool and m.bucket_at = s.at`
    for (const [table, width] of [
      ['tool_metrics_5m', '5 minutes'],
      ['tool_metrics_hourly', '1 hour'],
    ] as const) {
      await tx`
        insert into ${tx(table)} (tool_id, organization_id, bucket_at, invocations, rated, errors, errors4xx, errors429, errors5xx, errors_developer, errors_consumer,
          errors_platform, errors_upstream, fair_rated, fair_errors, latency_count, latency_sum_ms, revenue_micros, consumers, sketch_keys, sketch_counts)
        select tool, (array_agg(organization))[1], date_bin(${width}::interval, at, 'epoch'), sum(calls), sum(calls), sum(errors), 0, 0, sum(errors), sum(errors), 0, 0, 0,
          sum(calls), sum(errors), sum(calls), sum(calls * latency), sum(revenue), 1, array[min(key)], array[sum(calls)::integer]
        from stated where calls > 0 group by 1, 3
        on conflict (tool_id, bucket_at) do nothing`
    }
  })
}

/** Says that everything before the moment has been counted, as the rollup does. */
export async function countedUntil(owner: postgres.Sql, at: Date): Promise<void> {
  await owner`insert into metric_progress (stage, at) values ('rollup', ${at}) on conflict (stage) do update set at = excluded.at`
}

/** What the rollup does when it counts buckets again that closed long ago. */
export async function markLate(owner: postgres.Sql, buckets: readonly Bucket[]): Promise<void> {
  for (const { tool, organization, at } of buckets)
    await owner`insert into recount_marks (tool_id, organization_id, bucket_at) values (${tool}, ${organization}, ${new Date(at)})`
}
