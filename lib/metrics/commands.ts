import { type SQL, sql } from 'drizzle-orm'
import { type Tx, withPlatform } from '@/db/client'
import type { Context } from '@/lib/auth/model'
import { env } from '@/lib/env'
import { addDays, floorTo, keptFrom, MINUTE } from '@/lib/time'
import type { JobResult, Work } from '@/lib/work'
import { chunkHours, type HourChunk } from './hour-chunks'
import { countedMeasures, insertColumns, measuresOf, replaceOnConflict, summedMeasures } from './measures'
import { FIVE_MINUTE_DAYS, ROLLUP_DAYS, ROLLUP_LOCK, ROLLUP_STAGE } from './model'

/**
 * Marks taken in one transaction. Many, because marks of one bucket lie apart (every ingest request
 * leaves its own) and a bucket is counted once for all the marks that are taken together.
 */
const BATCH_MARKS = 100_000

/** Whoever reads the newest closed bucket of 5 minutes reads the one before it again; what is older than that is late. */
const LATE_MS = 10 * MINUTE

/** Marked buckets that one statement counts; beyond them an hour stands alone. */
const CHUNK_MARKS = 2_000

/**
 * Counts the marked buckets again from their raw calls: 5-minute buckets (kept 35 days), the hours
 * around them, the days around those, and says to usage which days changed and to anomaly detection which
 * long closed buckets did. One transaction a batch,
 * which also takes the marks away: killed half way, the marks are still there. Two runs take turns
 * batch by batch. Buckets whose raw calls are no longer kept stay as they are.
 *
 * checked: marks taken; changed: rollup rows written or removed.
 * @throws whatever the database says; the batch at work is then undone
 */
export async function rollupMetrics(_ctx: Context, { now, stillMine }: Work): Promise<JobResult> {
  const result = { checked: 0, changed: 0, failed: 0 }
  while (await stillMine()) {
    const batch = await withPlatform((tx) => rollupBatch(tx, now))
    result.checked += batch.marks
    result.changed += batch.changed
    // Marks that arrived meanwhile are left to the next run, or a busy ingest would keep this one for ever.
    if (batch.marks < BATCH_MARKS) {
      await withPlatform((tx) => advanceProgress(tx, now))
      break
    }
  }
  return result
}

/** Everything that arrived before `now` has been counted. */
async function advanceProgress(tx: Tx, now: Date): Promise<void> {
  await tx.execute(sql`
    insert into metric_progress (stage, at) values (${ROLLUP_STAGE}, ${now})
    on conflict (stage) do update set at = greatest(metric_progress.at, excluded.at)`)
}

async function rollupBatch(tx: Tx, now: Date): Promise<{ marks: number; changed: number }> {
  // A statement of its own: what follows sees everything that the run before has committed.
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${ROLLUP_LOCK}))`)
  // Hash tables of a busy hour stay in memory; memoize would copy every call for nothing, as no
  // hour is looked up twice.
  await tx.execute(sql`select set_config('work_mem', '64MB', true), set_config('enable_memoize', 'off', true)`)
  const { marks, hours } = await claimBuckets(tx, now)
  if (hours.length === 0) return { marks, changed: 0 }
  const chunks = chunkHours(hours, CHUNK_MARKS)
  const days = [...new Set(chunks.map((chunk) => chunk.dayAt.getTime()))].map((ms) => new Date(ms))
  const fivesFrom = keptFrom(now, FIVE_MINUTE_DAYS)
  for (const day of days) await ensurePartitions(tx, day, ['tool_metrics_hourly', 'tool_consumers_daily', ...(day >= fivesFrom ? ['tool_metrics_5m'] : [])])
  let changed = 0
  for (const chunk of chunks) changed += await countHours(tx, chunk, chunk.dayAt >= fivesFrom)
  for (const day of days) changed += await sumDay(tx, day)
  await tx.execute(sql`
    insert into usage_marks (tool_id, organization_id, day_at)
    select distinct tool_id, organization_id, date_bin('1 day', hour_at, 'epoch') from claimed_hours`)
  // A bucket that closed long ago has been judged by now: whoever judged it hears that it changed.
  const settledBefore = new Date(floorTo(now, 5 * MINUTE).getTime() - LATE_MS)
  await tx.execute(sql`
    insert into recount_marks (tool_id, organization_id, bucket_at)
    select tool_id, organization_id, bucket_at from claimed_buckets where bucket_at < ${settledBefore} and bucket_at >= ${fivesFrom}`)
  return { marks, changed }
}

async function ensurePartitions(tx: Tx, day: Date, parents: string[]): Promise<void> {
  for (const parent of parents) await tx.execute(sql`select ensure_partitions(${parent}, ${day}, ${day})`)
}

/**
 * Takes marks, oldest first, into temporary tables: those can be analysed, and the plans below stand
 * or fall with knowing whether ten hours were marked or ten thousand.
 */
async function claimBuckets(tx: Tx, now: Date): Promise<{ marks: number; hours: { hourAt: Date; marks: number }[] }> {
  const keptDays = Math.min(env().RAW_RETENTION_DAYS, ROLLUP_DAYS)
  await tx.execute(sql`create temporary table claimed_buckets (tool_id uuid, organization_id uuid, hour_at timestamptz, bucket_at timestamptz) on commit drop`)
  const [taken] = await tx.execute<{ marks: number }>(sql`
    with taken as (
      -- Up to a bound, which an index range serves whatever the planner knows; marks that appear below it meanwhile are not seen.
      delete from rollup_marks where seq <= (select max(seq) from (select seq from rollup_marks order by seq limit ${BATCH_MARKS}) oldest)
      returning seq, tool_id, organization_id, date_bin('5 minutes', bucket_at, 'epoch') as bucket_at
    ), claimed as (
      insert into claimed_buckets
      select distinct on (tool_id, bucket_at) tool_id, organization_id, date_bin('1 hour', bucket_at, 'epoch'), bucket_at
      from taken where bucket_at >= ${keptFrom(now, keptDays)} order by tool_id, bucket_at, seq desc
    )
    select count(*)::integer as marks from taken`)
  // Only what can be counted: a day whose raw calls were dropped, or never were here, keeps its rollups.
  const goneDays = await tx.execute<{ dayMs: string }>(sql`
    select (extract(epoch from day_at) * 1000)::bigint as "dayMs"
    from (select distinct date_bin('1 day', hour_at, 'epoch') as day_at from claimed_buckets) d where not partition_exists('invocations', day_at)`)
  for (const { dayMs } of goneDays) {
    const dayAt = new Date(Number(dayMs))
    await tx.execute(sql`delete from claimed_buckets where hour_at >= ${dayAt} and hour_at < ${addDays(dayAt, 1)}`)
  }
  await tx.execute(sql`
    create temporary table claimed_hours on commit drop as
    select row_number() over (order by hour_at, tool_id)::integer as slot, tool_id, organization_id, hour_at
    from (select distinct on (hour_at, tool_id) tool_id, organization_id, hour_at from claimed_buckets order by hour_at, tool_id) h`)
  await tx.execute(sql`analyze claimed_buckets`)
  await tx.execute(sql`analyze claimed_hours`)
  const hours = await tx.execute<{ hourMs: string; marks: number }>(sql`
    select (extract(epoch from hour_at) * 1000)::bigint as "hourMs", count(*)::integer as marks from claimed_buckets group by hour_at order by hour_at`)
  return { marks: taken?.marks ?? 0, hours: hours.map((hour) => ({ hourAt: new Date(Number(hour.hourMs)), marks: hour.marks })) }
}

/**
 * Counts the claimed hours of a chunk and their marked 5-minute buckets. The calls are read once, by
 * (tool_id, occurred_at) or by a scan of the day's partition, whichever the planner finds cheaper
 * (bounds as parameters: partitions are pruned before that). A call's bucket is one integer, slot *
 * 12 + twelfth of the hour: hashing that instead of a uuid and two moments halves the time.
 */
async function countHours(tx: Tx, { from, to }: HourChunk, inFiveMinutes: boolean): Promise<number> {
  const [row] = await tx.execute<{ changed: number }>(sql`
    with hours as materialized (
      select slot, tool_id, organization_id, hour_at from claimed_hours where hour_at >= ${from} and hour_at < ${to}
    ), calls as materialized (
      select h.slot * 12 + date_part('minute', i.occurred_at - h.hour_at)::integer / 5 as cell,
        i.consumer_id, i.outcome, i.fault, i.status_code, i.excused, i.latency_ms, i.cost_micros
      from hours h join invocations i on i.tool_id = h.tool_id and i.occurred_at >= h.hour_at and i.occurred_at < h.hour_at + interval '1 hour'
      where i.occurred_at >= ${from} and i.occurred_at < ${to}
    ), sketched as (
      -- The finest grain: bucket and latency key (null: no latency). All measures and both sketches are sums of it.
      select cell, sketch_key(latency_ms) as key, ${countedMeasures} from calls group by 1, 2
    ), callers as (
      select distinct cell, consumer_id from calls
    ), hour_callers as (
      select distinct cell / 12 as slot, consumer_id from callers
    ), hourly as (
      select h.tool_id, h.organization_id, h.hour_at as bucket_at, ${measuresOf('m')}, c.consumers, m.sketch_keys, m.sketch_counts
      from hours h
      join (
        select slot, ${summedMeasures}, ${sketchArrays}
        from (select cell / 12 as slot, key, ${summedMeasures} from sketched group by 1, 2) k group by slot
      ) m on m.slot = h.slot
      join (select slot, count(*)::integer as consumers from hour_callers group by slot) c on c.slot = h.slot
    ), stored_hours as (
      insert into tool_metrics_hourly (${insertColumns}) select * from hourly ${replaceOnConflict} returning 1
    ), emptied_hours as (
      delete from tool_metrics_hourly m using hours h
      where m.tool_id = h.tool_id and m.bucket_at = h.hour_at and m.bucket_at >= ${from} and m.bucket_at < ${to}
        and not exists (select from hourly n where n.tool_id = h.tool_id and n.bucket_at = h.hour_at)
      returning 1
    ), ${inFiveMinutes ? fiveMinuteSteps(from, to) : sql``}
    known_callers as (
      -- In the order of the index, which is met page by page instead of all over.
      insert into tool_consumers_daily (tool_id, day_at, consumer_id, organization_id)
      select h.tool_id, date_bin('1 day', h.hour_at, 'epoch') as day_at, c.consumer_id, (array_agg(h.organization_id))[1]
      from hour_callers c join hours h on h.slot = c.slot group by 1, 2, 3 order by 1, 2, 3
      on conflict do nothing
    )
    select ((select count(*) from stored_hours) + (select count(*) from emptied_hours)
      ${inFiveMinutes ? sql`+ (select count(*) from stored_fives) + (select count(*) from emptied_fives)` : sql``})::integer as changed`)
  return row?.changed ?? 0
}

/** Only marked buckets are written: the others of the hour have not changed. */
function fiveMinuteSteps(from: Date, to: Date): SQL {
  return sql`fives as (
      select b.tool_id, b.organization_id, b.bucket_at, ${measuresOf('m')}, c.consumers, m.sketch_keys, m.sketch_counts
      from (select cell, ${summedMeasures}, ${sketchArrays} from sketched group by cell) m
      join (select cell, count(*)::integer as consumers from callers group by cell) c on c.cell = m.cell
      join hours h on h.slot = m.cell / 12
      join claimed_buckets b on b.tool_id = h.tool_id and b.bucket_at = h.hour_at + (m.cell % 12) * interval '5 minutes'
      where b.bucket_at >= ${from} and b.bucket_at < ${to}
    ), stored_fives as (
      insert into tool_metrics_5m (${insertColumns}) select * from fives ${replaceOnConflict} returning 1
    ), emptied_fives as (
      delete from tool_metrics_5m m using claimed_buckets b
      where m.tool_id = b.tool_id and m.bucket_at = b.bucket_at and m.bucket_at >= ${from} and m.bucket_at < ${to} and b.bucket_at >= ${from} and b.bucket_at < ${to}
        and not exists (select from fives n where n.tool_id = b.tool_id and n.bucket_at = b.bucket_at)
      returning 1
    ),`
}

const sketchArrays = sql.raw(`
  coalesce(array_agg(key order by key) filter (where key is not null), '{}') as sketch_keys,
  coalesce(array_agg(latency_count::integer order by key) filter (where key is not null), '{}') as sketch_counts`)

/** The daily rows of the tools with claimed hours on that day: sums of the hourly rows, distinct consumers from the day's set. */
export async function sumDay(tx: Tx, dayAt: Date): Promise<number> {
  const to = addDays(dayAt, 1)
  const [row] = await tx.execute<{ changed: number }>(sql`
    with touched as materialized (
      select distinct on (tool_id) tool_id, organization_id from claimed_hours where hour_at >= ${dayAt} and hour_at < ${to} order by tool_id
    ), hours as materialized (
      select m.* from touched t join tool_metrics_hourly m on m.tool_id = t.tool_id where m.bucket_at >= ${dayAt} and m.bucket_at < ${to}
    ), daily as (
      select t.tool_id, t.organization_id, ${dayAt}::timestamptz as bucket_at, ${measuresOf('m')},
        (select count(*) from tool_consumers_daily c where c.tool_id = t.tool_id and c.day_at = ${dayAt})::integer as consumers,
        coalesce(s.sketch_keys, '{}') as sketch_keys, coalesce(s.sketch_counts, '{}') as sketch_counts
      from touched t
      join (select tool_id, ${summedMeasures} from hours group by tool_id) m on m.tool_id = t.tool_id
      left join (
        select tool_id, array_agg(key order by key) as sketch_keys, array_agg(n order by key) as sketch_counts
        from (
          select tool_id, key, sum(n)::integer as n from hours, unnest(sketch_keys, sketch_counts) as bucket (key, n) group by tool_id, key
        ) merged group by tool_id
      ) s on s.tool_id = t.tool_id
    ), stored as (
      insert into tool_metrics_daily (${insertColumns}) select * from daily ${replaceOnConflict} returning 1
    ), emptied as (
      delete from tool_metrics_daily m using touched t
      where m.tool_id = t.tool_id and m.bucket_at = ${dayAt} and not exists (select from hours h where h.tool_id = t.tool_id)
      returning 1
    )
    select ((select count(*) from stored) + (select count(*) from emptied))::integer as changed`)
  return row?.changed ?? 0
}
