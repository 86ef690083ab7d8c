import { sql } from 'drizzle-orm'
import { type Tx, withPlatform } from '@/db/client'
import type { Dimensions } from '@/lib/dimensions'
import type { MinuteRow } from '@/lib/meter'
import { keptFrom, MINUTE, type Window } from '@/lib/time'
import type { JobResult, Work } from '@/lib/work'
import { MINUTE_DAYS } from '../../model'
import { writers } from '../model'
import { storeRows } from './store-rows'

const STAGE = 'samples'
const LOCK = 'pulsegrid:count-samples'
/** A sample is committed at most this long after the moment that it bears as its arrival (ingest gives up after 20 s). */
const OVERLAP_MS = 2 * MINUTE
/** Arrivals that one transaction looks at. */
const STRETCH_MS = 10 * MINUTE

/**
 * Makes series of the custom metrics that arrived by ingest since the last time: each minute of a metric that got a
 * sample is counted again from all of its samples, so that twice is the same as once and late ones are counted where
 * they belong. Metrics named ..._total are counters, the others gauges. Samples older than minutes are kept are left.
 *
 * checked: minutes counted; changed: minutes of series written; failed: those whose metric is known as another kind.
 */
export async function countSamples({ now, stillMine }: Work): Promise<JobResult> {
  const result = { checked: 0, changed: 0, failed: 0 }
  const kept = keptFrom(now, MINUTE_DAYS)
  const progress = await withPlatform(findProgress)
  let from = await withPlatform((tx) => findArrival(tx, new Date(Math.max(kept.getTime(), (progress?.getTime() ?? 0) - OVERLAP_MS))))
  while (from && from < now && (await stillMine())) {
    const to = new Date(Math.min(from.getTime() + STRETCH_MS, now.getTime()))
    const stretch = { from, to }
    const { checked, changed, failed } = await withPlatform((tx) => countStretch(tx, stretch, now))
    result.checked += checked
    result.changed += changed
    result.failed += failed
    from = await withPlatform((tx) => findArrival(tx, to))
  }
  return result
}

async function findProgress(tx: Tx): Promise<Date | null> {
  const [row] = await tx.execute<{ ms: string }>(sql`select (extract(epoch from at) * 1000)::bigint as ms from metric_progress where stage = ${STAGE}`)
  return row ? new Date(Number(row.ms)) : null
}

/** When the first sample arrived that came at a moment or after it; null: none did. */
async function findArrival(tx: Tx, from: Date): Promise<Date | null> {
  const [row] = await tx.execute<{ ms: string | null }>(
    sql`select floor(extract(epoch from min(received_at)) * 1000)::bigint as ms from metric_samples where received_at >= ${from}`,
  )
  return row?.ms ? new Date(Number(row.ms)) : null
}

interface Counted extends Record<string, unknown> {
  organizationId: string | null
  metric: string
  dimensions: Dimensions
  atMs: number
  count: number
  sum: number
  min: number
  max: number
  last: number
}

async function countStretch(tx: Tx, { from, to }: Window, now: Date): Promise<JobResult> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${LOCK}))`)
  // Whole minutes of a metric, all of its label sets: those that share `other` are then counted together.
  const counted = await tx.execute<Counted>(sql`
    with touched as materialized (
      select distinct organization_id, metric, date_bin('1 minute', at, 'epoch') as at from metric_samples
      where received_at >= ${from} and received_at < ${to} and at >= ${keptFrom(now, MINUTE_DAYS)}
    )
    select s.organization_id as "organizationId", s.metric, s.dimensions, (extract(epoch from t.at) * 1000)::float8 as "atMs",
      count(*)::integer as count, sum(s.value::float8) as sum, min(s.value)::float8 as min, max(s.value)::float8 as max,
      (array_agg(s.value::float8 order by s.at desc, s.external_id))[1] as last
    from touched t
    join metric_samples s on s.metric = t.metric and s.at >= t.at and s.at < t.at + interval '1 minute' and s.organization_id is not distinct from t.organization_id
    group by s.organization_id, s.metric, s.dimensions, t.at`)
  const result = { checked: counted.length, changed: 0, failed: 0 }
  const owners = new Set(counted.map(({ organizationId }) => organizationId))
  for (const organizationId of owners) {
    const rows = counted
      .filter((row) => row.organizationId === organizationId)
      .map(({ organizationId: _owner, ...row }): MinuteRow => ({ ...row, kind: row.metric.endsWith('_total') ? 'counter' : 'gauge', sketch: null }))
    const { stored, mismatched } = await storeRows(tx, { organizationId, writer: writers.custom, rows, how: 'replace', now })
    result.changed += stored
    result.failed += mismatched.length
  }
  await tx.execute(sql`
    insert into metric_progress (stage, at) values (${STAGE}, ${to})
    on conflict (stage) do update set at = greatest(metric_progress.at, excluded.at)`)
  return result
}
