import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { MINUTE } from '@/lib/time'
import { type Level, LOOKBACK_MS } from '../onset'

/** By event: the 5-minute windows of its tool in the hours before it was detected, and a little more. */
export async function readLevels(tx: Tx, events: readonly { id: string; toolId: string; startedAt: Date }[]): Promise<Map<string, Level[]>> {
  const rows = events.map(({ id, toolId, startedAt }) => ({
    id,
    tool_id: toolId,
    from_at: new Date(startedAt.getTime() - 2 * LOOKBACK_MS - 5 * MINUTE),
    to_at: startedAt,
  }))
  const found = await tx.execute<Row>(sql`
    select e.id, m.bucket_at, m.invocations, m.rated, m.errors, m.latency_count, m.latency_sum_ms, m.revenue_micros::float8 as revenue
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as e (id uuid, tool_id uuid, from_at timestamptz, to_at timestamptz)
    join tool_metrics_5m m on m.tool_id = e.tool_id and m.bucket_at >= e.from_at and m.bucket_at < e.to_at
    order by 1, 2`)
  const levels = new Map<string, Level[]>()
  for (const row of found) {
    const level: Level = {
      at: new Date(row.bucket_at),
      calls: row.invocations,
      rated: row.rated,
      errors: row.errors,
      latencyCount: row.latency_count,
      latencySumMs: row.latency_sum_ms,
      revenueMicros: row.revenue,
    }
    const list = levels.get(row.id)
    if (list) list.push(level)
    else levels.set(row.id, [level])
  }
  return levels
}

interface Row extends Record<string, unknown> {
  id: string
  bucket_at: string
  invocations: number
  rated: number
  errors: number
  latency_count: number
  latency_sum_ms: number
  revenue: number
}

/** A tool over the time of a story. */
export interface Extent {
  storyId: string
  toolId: string
  from: Date
  to: Date
}

export interface Damage {
  calls: number
  failedCalls: number
  /** Against the mean of the same time on those of the seven days before that had calls; 0 without such days. */
  revenueMicros: number
}

/** By story: how many calls there were, how many failed, and revenue against what is usual, from the 5-minute rollups. */
export async function readDamage(tx: Tx, extents: readonly Extent[]): Promise<Map<string, Damage>> {
  const rows = extents.map(({ storyId, toolId, from, to }) => ({ story_id: storyId, tool_id: toolId, from_at: from, to_at: to }))
  const found = await tx.execute<{ story_id: string; calls: number; failed: number; revenue: number }>(sql`
    with days as (
      select e.story_id, e.tool_id, day, sum(m.invocations)::float8 as calls, sum(m.errors)::float8 as errors, sum(m.revenue_micros)::float8 as revenue
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as e (story_id uuid, tool_id uuid, from_at timestamptz, to_at timestamptz)
      cross join generate_series(0, 7) as day
      join tool_metrics_5m m on m.tool_id = e.tool_id and m.bucket_at >= e.from_at - day * interval '1 day' and m.bucket_at < e.to_at - day * interval '1 day'
      group by 1, 2, 3
    ), tools as (
      select story_id, tool_id,
        coalesce(sum(calls) filter (where day = 0), 0) as calls, coalesce(sum(errors) filter (where day = 0), 0) as failed,
        coalesce(coalesce(sum(revenue) filter (where day = 0), 0) - avg(revenue) filter (where day > 0), 0) as revenue
      from days group by 1, 2
    )
    select story_id, sum(calls) as calls, sum(failed) as failed, sum(revenue) as revenue from tools group by 1`)
  return new Map(found.map((row) => [row.story_id, { calls: row.calls, failedCalls: row.failed, revenueMicros: Math.round(row.revenue) }]))
}
