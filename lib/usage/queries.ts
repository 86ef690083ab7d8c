import { type SQL, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { ratio } from '@/lib/stats'
import { addDays, DAY, floorTo, type Window } from '@/lib/time'
import type { Spent } from './spend'

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

/** What one consumer did with one tool, or with all of them, or on one day. */
export interface Usage {
  invocations: number
  /** Calls whose outcome is known. */
  rated: number
  errors: number
  /** Failed calls that are the consumer's own fault. */
  ownErrors: number
  /** 0..1 of the calls whose outcome is known; null where none is. */
  errorRatio: number | null
  ownErrorRatio: number | null
  avgLatencyMs: number | null
  spendMicros: number
}

export type ConsumerToolUsage = Usage & { toolId: string }
export type ConsumerDayUsage = Usage & { at: Date }

type UsageRow = {
  invocations: number
  rated: number
  errors: number
  ownErrors: number
  latencyCount: number
  latencySumMs: number
  spendMicros: number
}

const usageSums = sql`coalesce(sum(invocations), 0)::float8 as invocations, coalesce(sum(rated), 0)::float8 as rated, coalesce(sum(errors), 0)::float8 as errors,
  coalesce(sum(errors_consumer), 0)::float8 as "ownErrors", coalesce(sum(latency_count), 0)::float8 as "latencyCount",
  coalesce(sum(latency_sum_ms), 0) as "latencySumMs", coalesce(sum(spend_micros::float8), 0) as "spendMicros"`

/** A consumer's usage by tool over whole UTC days, most calls first. */
export async function listConsumerUsage(tx: Tx, { consumerId, window }: { consumerId: string; window: Window }): Promise<ConsumerToolUsage[]> {
  const rows = await tx.execute<UsageRow & { toolId: string }>(sql`
    select tool_id as "toolId", ${usageSums} from consumer_usage_daily
    where consumer_id = ${consumerId} and day_at >= ${window.from} and day_at < ${window.to}
    group by tool_id order by sum(invocations) desc, tool_id`)
  return rows.map(({ toolId, ...row }) => ({ toolId, ...usageOf(row) }))
}

/** A consumer's usage by UTC day, oldest first; days without calls are there with zeros. */
export async function listConsumerDays(tx: Tx, { consumerId, window }: { consumerId: string; window: Window }): Promise<ConsumerDayUsage[]> {
  const rows = await tx.execute<UsageRow & { ms: number }>(sql`
    select (extract(epoch from day.at) * 1000)::float8 as ms, ${usageSums}
    from generate_series(${window.from}::timestamptz, ${addDays(window.to, -1)}::timestamptz, interval '1 day') as day (at)
    left join consumer_usage_daily u on u.day_at = day.at and u.consumer_id = ${consumerId}
    group by day.at order by day.at`)
  return rows.map(({ ms, ...row }) => ({ at: new Date(ms), ...usageOf(row) }))
}

/** All of a consumer's usage over whole UTC days. */
export async function sumConsumerUsage(tx: Tx, { consumerId, window }: { consumerId: string; window: Window }): Promise<Usage> {
  const [row] = await tx.execute<UsageRow>(sql`
    select ${usageSums} from consumer_usage_daily where consumer_id = ${consumerId} and day_at >= ${window.from} and day_at < ${window.to}`)
  return usageOf(row ?? { invocations: 0, rated: 0, errors: 0, ownErrors: 0, latencyCount: 0, latencySumMs: 0, spendMicros: 0 })
}

/** What a consumer spent before a UTC midnight, within 7 and 28 days, and over how many days since its first call in them. */
export async function sumRecentSpend(tx: Tx, { consumerId, until }: { consumerId: string; until: Date }): Promise<{ week: Spent; fourWeeks: Spent }> {
  const [row] = await tx.execute<{ week: number; fourWeeks: number; days: number }>(sql`
    select coalesce(sum(spend_micros::float8) filter (where day_at >= ${addDays(until, -7)}), 0) as week, coalesce(sum(spend_micros::float8), 0) as "fourWeeks",
      coalesce(extract(epoch from ${until}::timestamptz - min(day_at)) / 86400, 0)::float8 as days
    from consumer_usage_daily
    where consumer_id = ${consumerId} and day_at >= ${addDays(until, -28)} and day_at < ${until} and invocations > 0`)
  const { week, fourWeeks, days } = row ?? { week: 0, fourWeeks: 0, days: 0 }
  return { week: { spendMicros: week, days: Math.min(7, days) }, fourWeeks: { spendMicros: fourWeeks, days } }
}

/** The tools that the tenant of this transaction has called, by their public names. Needs a tenant's transaction. */
export async function listCalledTools(tx: Tx): Promise<{ id: string; name: string; slug: string; category: string }[]> {
  return tx.execute<{ id: string; name: string; slug: string; category: string }>(sql`select id, name, slug, category from called_tools() order by name, id`)
}

function usageOf({ latencyCount, latencySumMs, ...row }: UsageRow): Usage {
  return { ...row, errorRatio: ratio(row.errors, row.rated), ownErrorRatio: ratio(row.ownErrors, row.rated), avgLatencyMs: ratio(latencySumMs, latencyCount) }
}
