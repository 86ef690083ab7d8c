import type { ReservedSql } from 'postgres'
import { writers } from '@/lib/metrics/series/model'
import { SIMULATED_SERVICE } from '@/lib/systems/health'
import { DAY, floorTo, HOUR, MINUTE, startOfDay } from '@/lib/time'
import { copyRows, type Target } from './copy'
import { addUpHour, PLATFORM_DAYS, PLATFORM_MINUTE_DAYS, type PlatformRow, platformHour, platformMinute, platformSeries } from './platform'
import type { World } from './world'

/** Writes what the simulated marketplace has measured of itself up to the anchor, inside the load's transaction. */
export async function writePlatform(target: Target, { seed, anchor }: World): Promise<void> {
  const { sql } = target
  const minuteFrom = startOfDay(anchor).getTime() - PLATFORM_MINUTE_DAYS * DAY
  const to = floorTo(anchor, MINUTE).getTime()
  const hourFrom = startOfDay(anchor).getTime() - PLATFORM_DAYS * DAY
  await sql`select ensure_partitions('metric_minutes', ${new Date(minuteFrom)}, ${anchor}), ensure_partitions('metric_hours', ${new Date(hourFrom)}, ${anchor})`
  await sql`
    insert into metric_series (id, metric, kind, dimensions, last_at) overriding system value
    select s.id, s.metric, s.kind::metric_kind, s.dimensions, ${new Date(to - MINUTE)}
    from jsonb_to_recordset(${JSON.stringify(platformSeries)}::jsonb) as s (id bigint, metric text, kind text, dimensions jsonb)`
  const minutes: PlatformRow[] = []
  for (let at = minuteFrom; at < to; at += MINUTE) minutes.push(...platformMinute(seed, anchor.getTime(), at))
  await copyRows(
    target,
    'metric_minutes',
    minutes.map((row) => ({ ...columnsOf(row), writer: writers.simulated })),
  )
  const hours: PlatformRow[] = []
  for (let at = hourFrom; at < minuteFrom; at += HOUR) hours.push(...platformHour(seed, at))
  const byHour = new Map<string, PlatformRow[]>()
  for (const row of minutes) {
    const key = `${row.series.id} ${Math.floor(row.atMs / HOUR)}`
    const rows = byHour.get(key)
    if (rows) rows.push(row)
    else byHour.set(key, [row])
  }
  for (const rows of byHour.values()) hours.push(addUpHour(rows))
  await copyRows(target, 'metric_hours', hours.map(columnsOf))
}

/** Takes the simulated marketplace's own series out. Returns how many rows went. */
export async function deletePlatform(sql: ReservedSql): Promise<number> {
  const series = await sql<{ id: string }[]>`
    select id from metric_series where organization_id is null and dimensions @> ${JSON.stringify({ service: SIMULATED_SERVICE })}::jsonb`
  if (series.length === 0) return 0
  const ids = series.map(({ id }) => id)
  let deleted = 0
  for (const table of ['metric_marks', 'metric_minutes', 'metric_hours']) deleted += (await sql`delete from ${sql(table)} where series_id = any(${ids})`).count
  return deleted + (await sql`delete from metric_series where id = any(${ids})`).count
}

function columnsOf({ series, atMs, count, sum, min, max, last, sketch }: PlatformRow) {
  return {
    seriesId: series.id,
    organizationId: null,
    at: new Date(atMs),
    count,
    sum,
    min,
    max,
    last,
    sketchKeys: sketch && [...sketch.keys],
    sketchCounts: sketch && [...sketch.counts],
  }
}
