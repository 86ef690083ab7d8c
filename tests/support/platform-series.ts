import type postgres from 'postgres'
import { sketchOf } from '@/lib/sketch'
import { MINUTE } from '@/lib/time'

/** What one route of the platform does in a minute. */
export interface RouteMinute {
  ok: number
  failed: number
  durationsMs: number[]
}

/** Repeatable noise, 0..1. */
export function noise(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

const WRITER = '00000000-0000-4000-8000-0000000000fe'

interface Row {
  series: number
  at: string
  count: number
  sum: number
  keys: number[] | null
  counts: number[] | null
}

/** A series of the platform; made when it is not there yet. */
export async function platformSeries(
  owner: postgres.Sql,
  metric: string,
  kind: 'counter' | 'gauge' | 'histogram',
  dimensions: Record<string, string>,
  lastAt: Date,
): Promise<number> {
  const [row] = await owner<{ id: string }[]>`
    insert into metric_series (metric, kind, dimensions, last_at) values (${metric}, ${kind}, ${owner.json(dimensions)}, ${lastAt})
    on conflict (organization_id, metric, dimensions) do update set last_at = greatest(metric_series.last_at, excluded.last_at) returning id`
  if (!row) throw new Error('no series')
  return Number(row.id)
}

/** Minutes of requests to a route, from `from` on, one for each of what `minute` says. */
export async function writeRoute(
  owner: postgres.Sql,
  route: string,
  { from, minutes, errorCode = '500' }: { from: Date; minutes: RouteMinute[]; errorCode?: string },
): Promise<void> {
  const lastAt = new Date(from.getTime() + (minutes.length - 1) * MINUTE)
  const ok = await platformSeries(owner, 'api_requests_total', 'counter', { route, status_code: '200' }, lastAt)
  const failed = await platformSeries(owner, 'api_requests_total', 'counter', { route, status_code: errorCode }, lastAt)
  const durations = await platformSeries(owner, 'api_request_duration_ms', 'histogram', { route }, lastAt)
  const rows: Row[] = minutes.flatMap((minute, n) => {
    const at = new Date(from.getTime() + n * MINUTE).toISOString()
    const sketch = sketchOf(minute.durationsMs)
    const timed = { series: durations, at, count: minute.durationsMs.length, sum: minute.durationsMs.reduce((a, b) => a + b, 0) }
    return [
      ...(minute.ok > 0 ? [{ series: ok, at, count: minute.ok, sum: minute.ok, keys: null, counts: null }] : []),
      ...(minute.failed > 0 ? [{ series: failed, at, count: minute.failed, sum: minute.failed, keys: null, counts: null }] : []),
      ...(timed.count > 0 ? [{ ...timed, keys: [...sketch.keys], counts: [...sketch.counts] }] : []),
    ]
  })
  await writeMinutes(owner, rows)
}

/** Minutes of a counter: what was counted in each. */
export async function writeCounter(
  owner: postgres.Sql,
  metric: string,
  dimensions: Record<string, string>,
  { from, values }: { from: Date; values: number[] },
): Promise<void> {
  const series = await platformSeries(owner, metric, 'counter', dimensions, new Date(from.getTime() + (values.length - 1) * MINUTE))
  await writeMinutes(
    owner,
    values.flatMap((value, n) =>
      value > 0 ? [{ series, at: new Date(from.getTime() + n * MINUTE).toISOString(), count: value, sum: value, keys: null, counts: null }] : [],
    ),
  )
}

async function writeMinutes(owner: postgres.Sql, rows: Row[]): Promise<void> {
  const days = new Set(rows.map(({ at }) => at.slice(0, 10)))
  for (const day of days) await owner`select ensure_partitions('metric_minutes', ${day}::timestamptz, ${day}::timestamptz)`
  for (let at = 0; at < rows.length; at += 5_000) {
    await owner`
      insert into metric_minutes (series_id, at, writer, count, sum, min, max, last, sketch_keys, sketch_counts)
      select r.series, r.at, ${WRITER}::uuid, r.count, r.sum, null, null, r.sum, r.keys, r.counts
      from jsonb_to_recordset(${owner.json(rows.slice(at, at + 5_000) as never)}) as r (series bigint, at timestamptz, count integer, sum float8, keys smallint[], counts integer[])
      on conflict (series_id, at, writer) do update set count = excluded.count, sum = excluded.sum, sketch_keys = excluded.sketch_keys, sketch_counts = excluded.sketch_counts`
  }
}

/** Takes every series of the platform away. */
export async function clearSeries(owner: postgres.Sql): Promise<void> {
  for (const table of ['metric_minutes', 'metric_hours', 'metric_marks', 'metric_progress', 'alert_rule_series', 'metric_series'])
    await owner`delete from ${owner(table)}`
}
