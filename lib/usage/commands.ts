import { sql } from 'drizzle-orm'
import { type Tx, withPlatform } from '@/db/client'
import type { Context } from '@/lib/auth/model'
import { env } from '@/lib/env'
import { addDays, DAY, floorTo, HOUR, keptFrom, startOfDay } from '@/lib/time'
import type { JobResult, Work } from '@/lib/work'
import { HOUR_DAYS, USAGE_DAYS, USAGE_LOCK } from './model'

/** Days of tools that are counted in one transaction. */
const BATCH_DAYS = 5_000

/**
 * Counts the marked days of tools again from their raw calls, consumer by consumer. One transaction a
 * batch, which also takes its marks away: killed half way, the marks are still there. Two runs take
 * turns batch by batch. Days whose raw calls are no longer kept stay as they are.
 *
 * checked: days of tools; changed: usage rows written or removed.
 * @throws whatever the database says; the batch at work is then undone
 */
export async function aggregateUsage(_ctx: Context, { now, stillMine }: Work): Promise<JobResult> {
  const result = { checked: 0, changed: 0, failed: 0 }
  while (await stillMine()) {
    const batch = await withPlatform((tx) => aggregateBatch(tx, now))
    result.checked += batch.days
    result.changed += batch.changed
    if (batch.days < BATCH_DAYS) break
  }
  return result
}

/**
 * Counts the hours of all consumers that are new since the last run, and the one before them again,
 * for calls that came late; the first run counts all hours that are kept. A day of hours a
 * transaction. Calls that come later still are missing here, which only what is compared with them
 * feels; amounts of money are never taken from here.
 *
 * checked: days looked at; changed: hours of consumers written.
 * @throws whatever the database says; the day at work is then undone
 */
export async function countConsumerHours(_ctx: Context, { now, stillMine }: Work): Promise<JobResult> {
  const result = { checked: 0, changed: 0, failed: 0 }
  const to = new Date(floorTo(now, HOUR).getTime() + HOUR)
  const earliest = keptFrom(now, Math.min(env().RAW_RETENTION_DAYS, HOUR_DAYS))
  const [known] = await withPlatform((tx) =>
    tx.execute<{ newestMs: string | null }>(
      sql`select (extract(epoch from max(hour_at)) * 1000)::bigint as "newestMs" from consumer_hours where hour_at < ${to}`,
    ),
  )
  const again = known?.newestMs ? Number(known.newestMs) - HOUR : 0
  for (let from = new Date(Math.max(again, earliest.getTime())); from < to && (await stillMine()); from = startOfDay(addDays(from, 1))) {
    const until = new Date(Math.min(to.getTime(), startOfDay(from).getTime() + DAY))
    result.checked++
    result.changed += await withPlatform((tx) => countHours(tx, from, until))
  }
  return result
}

/** Hours of one UTC day. The tools that were called on it lead to the calls by their index. */
async function countHours(tx: Tx, from: Date, to: Date): Promise<number> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${USAGE_LOCK}))`)
  const [row] = await tx.execute<{ changed: number }>(sql`
    with counted as (
      select i.consumer_id, date_bin('1 hour', i.occurred_at, 'epoch') as hour_at, count(*)::integer as invocations,
        least(greatest(sum(i.cost_micros), -9223372036854775808), 9223372036854775807)::bigint as spend_micros
      from tool_metrics_daily t join invocations i on i.tool_id = t.tool_id
      where t.bucket_at = ${startOfDay(from)} and i.occurred_at >= ${from} and i.occurred_at < ${to}
      group by 1, 2
    ), stored as (
      insert into consumer_hours as h (consumer_id, hour_at, organization_id, invocations, spend_micros)
      select n.consumer_id, n.hour_at, c.organization_id, n.invocations, n.spend_micros
      from counted n join consumers c on c.id = n.consumer_id
      order by n.consumer_id, n.hour_at
      on conflict (consumer_id, hour_at) do update set
        organization_id = excluded.organization_id, invocations = excluded.invocations, spend_micros = excluded.spend_micros
      where (h.organization_id, h.invocations, h.spend_micros) is distinct from (excluded.organization_id, excluded.invocations, excluded.spend_micros)
      returning 1
    )
    select count(*)::integer as changed from stored`)
  return row?.changed ?? 0
}

async function aggregateBatch(tx: Tx, now: Date): Promise<{ days: number; changed: number }> {
  // A statement of its own: what follows sees everything that the run before has committed.
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${USAGE_LOCK}))`)
  await tx.execute(sql`select set_config('work_mem', '64MB', true), set_config('enable_memoize', 'off', true)`)
  await tx.execute(sql`create temporary table claimed_days (tool_id uuid, organization_id uuid, day_at timestamptz) on commit drop`)
  // All marks of a day of a tool go together: rollups leave one every five minutes.
  const [claimed] = await tx.execute<{ days: number }>(sql`
    with due as materialized (
      select tool_id, day_at from usage_marks group by tool_id, day_at order by day_at, tool_id limit ${BATCH_DAYS}
    ), taken as (
      delete from usage_marks m using due where m.tool_id = due.tool_id and m.day_at = due.day_at returning m.seq, m.tool_id, m.organization_id, m.day_at
    ), claimed as (
      insert into claimed_days select distinct on (tool_id, day_at) tool_id, organization_id, day_at from taken order by tool_id, day_at, seq desc
    )
    select count(*)::integer as days from due`)
  await tx.execute(sql`analyze claimed_days`)
  const from = keptFrom(now, Math.min(env().RAW_RETENTION_DAYS, USAGE_DAYS))
  const days = await tx.execute<{ dayMs: string }>(sql`
    select (extract(epoch from day_at) * 1000)::bigint as "dayMs"
    from (select distinct day_at from claimed_days where day_at >= ${from}) d where partition_exists('invocations', day_at) order by 1`)
  let changed = 0
  for (const { dayMs } of days) changed += await countDay(tx, new Date(Number(dayMs)))
  return { days: claimed?.days ?? 0, changed }
}

/** One day's partition, read by (tool_id, occurred_at) or scanned. Rows that say the same already are left alone. */
async function countDay(tx: Tx, dayAt: Date): Promise<number> {
  const to = addDays(dayAt, 1)
  const [row] = await tx.execute<{ changed: number }>(sql`
    with touched as materialized (
      select tool_id, organization_id from claimed_days where day_at = ${dayAt}
    ), counted as materialized (
      select i.tool_id, i.consumer_id, count(*)::integer as invocations, count(i.outcome)::integer as rated, (count(*) filter (where i.outcome = 'error'))::integer as errors,
        (count(*) filter (where i.fault = 'consumer'))::integer as errors_consumer,
        count(i.latency_ms)::integer as latency_count, coalesce(sum(i.latency_ms::float8), 0) as latency_sum_ms,
        least(greatest(sum(i.cost_micros), -9223372036854775808), 9223372036854775807)::bigint as spend_micros
      from touched t join invocations i on i.tool_id = t.tool_id
      where i.occurred_at >= ${dayAt} and i.occurred_at < ${to}
      group by i.tool_id, i.consumer_id
    ), stored as (
      insert into consumer_usage_daily as u (tool_id, day_at, consumer_id, organization_id, consumer_organization_id, invocations, rated, errors, errors_consumer, latency_count, latency_sum_ms, spend_micros)
      select n.tool_id, ${dayAt}::timestamptz, n.consumer_id, t.organization_id, c.organization_id, n.invocations, n.rated, n.errors, n.errors_consumer, n.latency_count, n.latency_sum_ms, n.spend_micros
      from counted n join touched t on t.tool_id = n.tool_id join consumers c on c.id = n.consumer_id
      order by n.tool_id, n.consumer_id
      on conflict (tool_id, day_at, consumer_id) do update set
        organization_id = excluded.organization_id, consumer_organization_id = excluded.consumer_organization_id, invocations = excluded.invocations,
        rated = excluded.rated, errors = excluded.errors, errors_consumer = excluded.errors_consumer, latency_count = excluded.latency_count, latency_sum_ms = excluded.latency_sum_ms, spend_micros = excluded.spend_micros
      where (u.organization_id, u.consumer_organization_id, u.invocations, u.rated, u.errors, u.errors_consumer, u.latency_count, u.latency_sum_ms, u.spend_micros) is distinct from
        (excluded.organization_id, excluded.consumer_organization_id, excluded.invocations, excluded.rated, excluded.errors, excluded.errors_consumer, excluded.latency_count, excluded.latency_sum_ms, excluded.spend_micros)
      returning 1
    ), emptied as (
      delete from consumer_usage_daily u using touched t
      where u.tool_id = t.tool_id and u.day_at = ${dayAt} and not exists (select from counted n where n.tool_id = u.tool_id and n.consumer_id = u.consumer_id)
      returning 1
    )
    select ((select count(*) from stored) + (select count(*) from emptied))::integer as changed`)
  return row?.changed ?? 0
}
