import { type SQL, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { ratio } from '@/lib/stats'
import { DAY, floorTo, type Window } from '@/lib/time'

/** Consumers are counted for one organization's tools, or for one of them. */
export interface ToolScope {
  organizationId: string
  toolId?: string
}

/**
 * Who called on which day: (tool_id, day_at, consumer_id), repeats included, of every call in the
 * window. Whole days come from the two sets that are kept of them, the usage and what rollups have
 * seen (usage is counted once a day and kept longer; rollups know today). Broken days at the edges
 * are read from the raw calls, so that any window is exact while those are kept.
 */
export function consumersSeen({ organizationId, toolId }: ToolScope, { from, to }: Window): SQL {
  const firstDay = new Date(Math.ceil(from.getTime() / DAY) * DAY)
  const lastDay = floorTo(to, DAY)
  // By tool, because every table below is indexed by tool and time.
  const ofTools = sql`tool_id in (select id from tools where organization_id = ${organizationId} ${toolId ? sql`and id = ${toolId}` : sql``})`
  const raw = (start: Date, end: Date) => sql`
    select tool_id, date_bin('1 day', occurred_at, 'epoch') as day_at, consumer_id from invocations
    where ${ofTools} and occurred_at >= ${start} and occurred_at < ${end}`
  if (firstDay > lastDay) return raw(from, to)
  const parts = [
    sql`select tool_id, day_at, consumer_id from consumer_usage_daily where ${ofTools} and day_at >= ${firstDay} and day_at < ${lastDay}`,
    sql`select tool_id, day_at, consumer_id from tool_consumers_daily where ${ofTools} and day_at >= ${firstDay} and day_at < ${lastDay}`,
  ]
  if (from < firstDay) parts.push(raw(from, firstDay))
  if (lastDay < to) parts.push(raw(lastDay, to))
  return sql.join(parts, sql` union all `)
}

/** Distinct consumers that called any of the tools in the window. */
export async function countActiveConsumers(tx: Tx, { window, ...scope }: ToolScope & { window: Window }): Promise<number> {
  const [row] = await tx.execute<{ consumers: number }>(
    sql`select count(distinct consumer_id)::integer as consumers from (${consumersSeen(scope, window)}) seen`,
  )
  return row?.consumers ?? 0
}

/** What one consumer did with one tool. */
export interface ConsumerToolUsage {
  toolId: string
  invocations: number
  errors: number
  /** 0..1 of the calls whose outcome is known; null where none is. */
  errorRatio: number | null
  avgLatencyMs: number | null
  spendMicros: number
}

/** A consumer's usage by tool over whole UTC days, most calls first. */
export async function listConsumerUsage(tx: Tx, { consumerId, window }: { consumerId: string; window: Window }): Promise<ConsumerToolUsage[]> {
  const rows = await tx.execute<{
    toolId: string
    invocations: number
    rated: number
    errors: number
    latencyCount: number
    latencySumMs: number
    spendMicros: number
  }>(sql`
    select tool_id as "toolId", sum(invocations)::float8 as invocations, sum(rated)::float8 as rated, sum(errors)::float8 as errors, sum(latency_count)::float8 as "latencyCount",
      sum(latency_sum_ms) as "latencySumMs", sum(spend_micros::float8) as "spendMicros"
    from consumer_usage_daily
    where consumer_id = ${consumerId} and day_at >= ${window.from} and day_at < ${window.to}
    group by tool_id order by sum(invocations) desc, tool_id`)
  return rows.map(({ rated, latencyCount, latencySumMs, ...usage }) => ({
    ...usage,
    errorRatio: ratio(usage.errors, rated),
    avgLatencyMs: ratio(latencySumMs, latencyCount),
  }))
}
