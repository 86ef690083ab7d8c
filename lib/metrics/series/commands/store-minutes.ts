import { type SQL, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import type { MinuteRow } from '@/lib/meter'
import { DAY, floorTo, HOUR, MINUTE } from '@/lib/time'

/** A minute of a series that has its id. */
export interface SeriesMinute extends Omit<MinuteRow, 'metric' | 'kind' | 'dimensions'> {
  seriesId: number
}

/** So long before an hour ends its minutes are marked already: the transaction may be committed after the rollup has closed it. */
const MARKED_AHEAD_MS = 5 * MINUTE

/** Largest count that the column holds. */
const MAX_COUNT = 2_147_483_647

/**
 * Writes minutes of one organization (null: the platform) as the writer's rows and marks those of hours that
 * are over. `replace` overwrites what the writer has said of the minute: twice is the same as once. `add` adds to
 * it: the caller knows that it has not been added before. A series' minute may occur once.
 */
export async function storeMinutes(
  tx: Tx,
  { organizationId, writer, minutes, how, now }: { organizationId: string | null; writer: string; minutes: SeriesMinute[]; how: 'replace' | 'add'; now: Date },
): Promise<void> {
  if (minutes.length === 0) return
  const rows = JSON.stringify(
    minutes.map(({ seriesId, atMs, count, sum, min, max, last, sketch }) => ({
      series_id: seriesId,
      at: new Date(atMs).toISOString(),
      count: Math.min(count, MAX_COUNT),
      sum,
      min: Number.isFinite(min) ? min : null,
      max: Number.isFinite(max) ? max : null,
      last,
      sketch_keys: sketch?.keys ?? null,
      sketch_counts: sketch?.counts.map((n) => Math.min(n, MAX_COUNT)) ?? null,
    })),
  )
  // Day by day, not from the first to the last: what lies between may be a year.
  const days = new Set(minutes.map(({ atMs }) => Math.floor(atMs / DAY)))
  for (const day of days) await tx.execute(sql`select ensure_partitions('metric_minutes', ${new Date(day * DAY)}, ${new Date(day * DAY)})`)
  await tx.execute(sql`
    insert into metric_minutes as m (series_id, organization_id, at, writer, count, sum, min, max, last, sketch_keys, sketch_counts)
    select r.series_id, ${organizationId}::uuid, r.at, ${writer}::uuid, r.count, r.sum, r.min, r.max, r.last, r.sketch_keys, r.sketch_counts
    from jsonb_to_recordset(${rows}::jsonb) as r (series_id bigint, at timestamptz, count integer, sum float8, min float8, max float8, last float8,
      sketch_keys smallint[], sketch_counts integer[])
    order by r.series_id, r.at
    on conflict (series_id, at, writer) do update set ${how === 'replace' ? replaced : added}`)
  const hour = floorTo(new Date(now.getTime() + MARKED_AHEAD_MS), HOUR)
  await tx.execute(sql`
    insert into metric_marks (series_id, hour_at)
    select distinct r.series_id, date_bin('1 hour', r.at, 'epoch')
    from jsonb_to_recordset(${rows}::jsonb) as r (series_id bigint, at timestamptz) where r.at < ${hour}`)
  // In the order of ids: two writers of the same series wait for each other.
  await tx.execute(sql`
    with newest as (
      select r.series_id, max(r.at) as at from jsonb_to_recordset(${rows}::jsonb) as r (series_id bigint, at timestamptz) group by r.series_id
    ), stale as (
      select s.id, newest.at from newest join metric_series s on s.id = newest.series_id where s.last_at < newest.at order by s.id for update of s
    )
    update metric_series s set last_at = stale.at from stale where s.id = stale.id`)
}

const replaced: SQL = sql`
  count = excluded.count, sum = excluded.sum, min = excluded.min, max = excluded.max, last = excluded.last,
  sketch_keys = excluded.sketch_keys, sketch_counts = excluded.sketch_counts`

// least and greatest pass over nulls. Two sketches are merged by adding the counts of each key.
const added: SQL = sql`
  count = least(m.count::bigint + excluded.count, ${MAX_COUNT})::integer, sum = m.sum + excluded.sum, min = least(m.min, excluded.min),
  max = greatest(m.max, excluded.max), last = excluded.last,
  (sketch_keys, sketch_counts) = (
    select array_agg(key order by key), array_agg(n order by key)
    from (
      select key, least(sum(n), ${MAX_COUNT})::integer as n
      from (
        select * from unnest(m.sketch_keys, m.sketch_counts) as a (key, n)
        union all select * from unnest(excluded.sketch_keys, excluded.sketch_counts) as b (key, n)
      ) both_sketches
      group by key
    ) merged
  )`
