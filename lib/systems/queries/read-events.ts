import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { burnWindows } from '@/lib/alerts/burn-rate'
import { DAY, floorTo, HOUR, MINUTE } from '@/lib/time'
import { type Events, type Slo, sloWindows } from '../model'
import { matchedSeries } from './asks'

export interface SloEvents {
  /** Of the SLO's own days: so many times 24 whole hours and the hour under way. */
  window: Events
  /** Of the whole minutes that the evaluator of alerts reads as well. */
  recent: (Events & { minutes: number })[]
}

interface Row extends Record<string, unknown> {
  of: string
  bad: boolean
  days: Record<string, number>
  recent: Record<string, number>
}

/** Minutes are kept two days; the rollup to hours may stand still for so long without a hole. */
const MINUTES_REACH_MS = 47 * HOUR

/**
 * Bad and all events of SLOs over their days and over the windows that burn rates are read over, in one
 * statement: hours up to where the rollup has come, minutes from there on. Keyed by the SLO's id.
 */
export async function readEvents(tx: Tx, slos: readonly Pick<Slo, 'id' | 'ratio' | 'windowDays'>[], now: Date): Promise<Map<string, SloEvents>> {
  if (slos.length === 0) return new Map()
  const hour = floorTo(now, HOUR)
  const minute = floorTo(now, MINUTE)
  const from = (days: number) => new Date(hour.getTime() - days * DAY)
  const longest = Math.max(...slos.map(({ windowDays }) => windowDays))
  const perDays = sloWindows.filter((days) => days <= longest)
  // The windows of burn rates have to lie in the minutes whatever the rollup has done.
  const newest = new Date(minute.getTime() - Math.max(...burnWindows) * MINUTE)
  const oldest = new Date(now.getTime() - MINUTES_REACH_MS)
  const pairs = (values: ReturnType<typeof sql>[]) => sql`jsonb_build_object(${sql.join(values, sql`, `)})`
  const rows = await tx.execute<Row>(sql`
    with ${matchedSeries(slos.map(({ id, ratio }) => ({ of: id, ratio })))},
    edge as materialized (
      select date_bin('1 hour', greatest(least(coalesce((select at from metric_progress where stage = 'series'), ${oldest}), ${newest}), ${oldest}), 'epoch') as at
    ), hours as (
      select h.series_id, ${pairs(perDays.map((days) => sql`${String(days)}::text, coalesce(sum(h.sum) filter (where h.at >= ${from(days)}), 0)`))} as sums
      from metric_hours h, edge
      where h.series_id in (select id from matched) and h.at >= ${from(longest)} and h.at < edge.at
      group by h.series_id
    ), minutes as (
      select m.series_id, coalesce(sum(m.sum), 0) as since,
        ${pairs(burnWindows.map((minutes) => sql`${String(minutes)}::text, coalesce(sum(m.sum) filter (where m.at >= ${new Date(minute.getTime() - minutes * MINUTE)} and m.at < ${minute}), 0)`))} as sums
      from metric_minutes m, edge
      where m.series_id in (select id from matched) and m.at >= greatest(edge.at, ${oldest}) and m.at <= ${now}
      group by m.series_id
    )
    select x."of", x.bad,
      ${pairs(perDays.map((days) => sql`${String(days)}::text, coalesce(sum((h.sums ->> ${String(days)})::float8), 0) + coalesce(sum(m.since), 0)`))} as days,
      ${pairs(burnWindows.map((minutes) => sql`${String(minutes)}::text, coalesce(sum((m.sums ->> ${String(minutes)})::float8), 0)`))} as recent
    from matched x left join hours h on h.series_id = x.id left join minutes m on m.series_id = x.id
    group by x."of", x.bad`)
  return new Map(
    slos.map(({ id, windowDays }) => {
      const side = (bad: boolean) => rows.find((row) => row.of === id && row.bad === bad)
      const [bad, total] = [side(true), side(false)]
      return [
        id,
        {
          window: { bad: bad?.days[windowDays] ?? 0, total: total?.days[windowDays] ?? 0 },
          recent: burnWindows.map((minutes) => ({ minutes, bad: bad?.recent[minutes] ?? 0, total: total?.recent[minutes] ?? 0 })),
        },
      ]
    }),
  )
}
