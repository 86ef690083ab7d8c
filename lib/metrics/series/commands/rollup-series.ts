import { type SQL, sql } from 'drizzle-orm'
import { type Tx, withPlatform } from '@/db/client'
import { floorTo, HOUR, keptFrom, MINUTE, type Window } from '@/lib/time'
import type { JobResult, Work } from '@/lib/work'
import { MINUTE_DAYS } from '../../model'

/** The rollup's row in metric_progress. */
const STAGE = 'series'
const LOCK = 'pulsegrid:rollup-series'
/** How often the hour under way is counted again. */
const EVERY_MS = 5 * MINUTE
/** Marks taken in one transaction. */
const BATCH_MARKS = 50_000
/** Hours that one statement adds up, after an outage or at the first time. */
const STRETCH_MS = 12 * HOUR

/**
 * Adds the minutes of series up to hours: the hours since the last time, the one under way included, and hours of
 * which minutes came late (marks). An hour is counted again from all of its minutes, never added to, and sketches
 * are merged. Does nothing within five minutes of the last time. Runs take turns by transaction.
 *
 * checked: hours and marks looked at; changed: rows of hours written.
 */
export async function rollupSeries({ now, stillMine }: Work): Promise<JobResult> {
  const result = { checked: 0, changed: 0, failed: 0 }
  const kept = keptFrom(now, MINUTE_DAYS)
  const doneUntil = await withPlatform(findProgress)
  if (doneUntil && floorTo(now, EVERY_MS) <= doneUntil) return result
  let from = floorTo(new Date(Math.max((doneUntil ?? kept).getTime(), kept.getTime())), HOUR)
  while (from <= now) {
    if (!(await stillMine())) return result
    const stretch = { from, to: new Date(Math.min(from.getTime() + STRETCH_MS, now.getTime() + 1)) }
    result.checked += Math.ceil((stretch.to.getTime() - from.getTime()) / HOUR)
    result.changed += await withPlatform((tx) => countStretch(tx, stretch))
    from = new Date(from.getTime() + STRETCH_MS)
  }
  while (await stillMine()) {
    const { marks, changed } = await withPlatform((tx) => countMarked(tx, kept))
    result.checked += marks
    result.changed += changed
    if (marks < BATCH_MARKS) break
  }
  return result
}

async function findProgress(tx: Tx): Promise<Date | null> {
  const [row] = await tx.execute<{ ms: string }>(sql`select (extract(epoch from at) * 1000)::bigint as ms from metric_progress where stage = ${STAGE}`)
  return row ? new Date(Number(row.ms)) : null
}

async function takeTurn(tx: Tx): Promise<void> {
  // A statement of its own: what follows sees everything that the run before has committed.
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${LOCK}))`)
  // The minutes of an hour and the hash tables over their sketches stay in memory; no sketch is looked up twice.
  await tx.execute(sql`select set_config('work_mem', '64MB', true), set_config('enable_memoize', 'off', true)`)
}

async function countStretch(tx: Tx, { from, to }: Window): Promise<number> {
  await takeTurn(tx)
  await tx.execute(sql`select ensure_partitions('metric_hours', ${from}, ${to})`)
  const end = new Date(Math.ceil(to.getTime() / HOUR) * HOUR)
  const changed = await writeHours(
    tx,
    sql`select m.*, date_bin('1 hour', m.at, 'epoch') as hour_at from metric_minutes m where m.at >= ${from} and m.at < ${end}`,
  )
  await tx.execute(sql`
    insert into metric_progress (stage, at) values (${STAGE}, ${to})
    on conflict (stage) do update set at = greatest(metric_progress.at, excluded.at)`)
  return changed
}

async function countMarked(tx: Tx, kept: Date): Promise<{ marks: number; changed: number }> {
  await takeTurn(tx)
  await tx.execute(sql`create temporary table marked_hours (series_id bigint, hour_at timestamptz) on commit drop`)
  const [taken] = await tx.execute<{ marks: number; oldest: string | null }>(sql`
    with taken as (
      -- Up to a bound, which an index range serves whatever the planner knows.
      delete from metric_marks where seq <= (select max(seq) from (select seq from metric_marks order by seq limit ${BATCH_MARKS}) oldest)
      returning series_id, hour_at
    ), noted as (
      -- Of a day whose minutes were dropped, what came late would stand for the whole hour.
      insert into marked_hours select distinct series_id, hour_at from taken where hour_at >= ${kept}
    )
    select count(*)::integer as marks, min(hour_at) filter (where hour_at >= ${kept})::text as oldest from taken`)
  if (!taken?.oldest) return { marks: taken?.marks ?? 0, changed: 0 }
  await tx.execute(sql`analyze marked_hours`)
  await tx.execute(sql`select ensure_partitions('metric_hours', min(hour_at), max(hour_at)) from marked_hours`)
  const changed = await writeHours(
    tx,
    sql`select m.*, h.hour_at from marked_hours h join metric_minutes m on m.series_id = h.series_id and m.at >= h.hour_at and m.at < h.hour_at + interval '1 hour'`,
  )
  return { marks: taken.marks, changed }
}

/** Hours from the minutes of a select that says the hour of each (hour_at); returns how many changed. */
async function writeHours(tx: Tx, minutes: SQL): Promise<number> {
  const [row] = await tx.execute<{ changed: number }>(sql`
    with minute as materialized (${minutes}), sums as (
      select series_id, organization_id, hour_at, least(sum(count), 2147483647)::integer as count, sum(sum) as sum, min(min) as min, max(max) as max,
        (array_agg(last order by at desc, writer) filter (where last is not null))[1] as last
      from minute group by series_id, organization_id, hour_at
    ), merged as (
      select series_id, hour_at, key, least(sum(n), 2147483647)::integer as n
      from minute, unnest(sketch_keys, sketch_counts) as s (key, n) group by series_id, hour_at, key
    ), sketches as (
      select series_id, hour_at, array_agg(key order by key) as keys, array_agg(n order by key) as counts from merged group by series_id, hour_at
    ), written as (
      insert into metric_hours as h (series_id, organization_id, at, count, sum, min, max, last, sketch_keys, sketch_counts)
      select series_id, organization_id, hour_at, count, sum, min, max, last, keys, counts
      from sums left join sketches using (series_id, hour_at)
      order by series_id, hour_at
      on conflict (series_id, at) do update set
        count = excluded.count, sum = excluded.sum, min = excluded.min, max = excluded.max, last = excluded.last,
        sketch_keys = excluded.sketch_keys, sketch_counts = excluded.sketch_counts
      where (h.count, h.sum, h.min, h.max, h.last, h.sketch_counts) is distinct from
        (excluded.count, excluded.sum, excluded.min, excluded.max, excluded.last, excluded.sketch_counts)
      returning 1
    )
    select count(*)::integer as changed from written`)
  return row?.changed ?? 0
}
