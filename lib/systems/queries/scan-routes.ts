import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { addDays, floorTo, HOUR, MINUTE } from '@/lib/time'
import { type RouteScan, SLOW_REQUEST_TIMES } from '../suspects'

interface Row extends Record<string, unknown> {
  route: string
  ten: number
  thirty: number
  p95Ms: number | null
  usualP95Ms: number | null
  slow: number
  dayHour: number
  weekHour: number
  sixHours: number
  dayKnown: boolean
  weekKnown: boolean
}

/** A series without values for so many days is nobody's route any more. */
const ROUTE_DAYS = 8

/** Every route of the platform: its newest half hour, and what is usual for it. One statement; routes by name. */
export async function scanRoutes(tx: Tx, now: Date): Promise<RouteScan[]> {
  const minute = floorTo(now, MINUTE)
  const hour = floorTo(now, HOUR)
  const before = (ms: number) => new Date(minute.getTime() - ms)
  const hours = (count: number) => new Date(hour.getTime() - count * HOUR)
  // Around the same time: the hour before, the hour and the one after, whatever part of them is meant.
  const around = (days: number) => [1, 0, -1].map((off) => new Date(hours(24 * days + off)))
  const list = (moments: Date[]) => sql`${`{${moments.map((at) => at.toISOString()).join(',')}}`}::timestamptz[]`
  const usual = (days: number) => sql`(
    select min(coalesce(n.sum, 0)) from unnest(${list(around(days))}) as a (at) left join hourly n on n.at = a.at and n.route = r.route)`
  const rows = await tx.execute<Row>(sql`
    with series as materialized (
      select id, metric = 'api_requests_total' as counts, dimensions ->> 'route' as route
      from metric_series
      where organization_id is null and metric in ('api_requests_total', 'api_request_duration_ms') and dimensions ? 'route' and last_at >= ${addDays(now, -ROUTE_DAYS)}
    ), hours as materialized (
      select series_id, at, sum, case when sketch_keys is not null and at >= ${hours(24)} then sketch_quantile(sketch_keys, sketch_counts, 0.95::float8) end as p95
      from metric_hours
      where series_id in (select id from series) and ((at >= ${hours(25)} and at < ${hour}) or at = any(${list(around(7))}))
    ), hourly as materialized (
      select x.route, h.at, sum(h.sum) as sum from hours h join series x on x.id = h.series_id where x.counts group by x.route, h.at
    ), minutes as materialized (
      select series_id, at, sum, sketch_keys, sketch_counts from metric_minutes
      where series_id in (select id from series) and at >= ${before(30 * MINUTE)} and at < ${minute}
    ), counted as (
      select x.route, coalesce(sum(m.sum), 0) as thirty, coalesce(sum(m.sum) filter (where m.at >= ${before(10 * MINUTE)}), 0) as ten
      from series x left join minutes m on m.series_id = x.id where x.counts group by x.route
    ), usual as (
      select x.route, percentile_disc(0.5) within group (order by h.p95) as p95 from hours h join series x on x.id = h.series_id where h.p95 is not null group by x.route
    ), buckets as (
      select x.route, b.key, sum(b.n)::integer as n
      from minutes m join series x on x.id = m.series_id, unnest(m.sketch_keys, m.sketch_counts) as b (key, n) where not x.counts group by x.route, b.key
    ), timed as (
      select b.route, sketch_quantile(array_agg(b.key order by b.key), array_agg(b.n order by b.key), 0.95::float8) as p95,
        coalesce(sum(b.n) filter (where sketch_value(b.key) > ${SLOW_REQUEST_TIMES}::float8 * u.p95), 0)::integer as slow
      from buckets b left join usual u on u.route = b.route group by b.route
    ), six as (
      select route, sum(sum) / 6 as sum from hourly where at >= ${hours(6)} group by route
    )
    select r.route, r.ten::float8, r.thirty::float8, t.p95 as "p95Ms", u.p95 as "usualP95Ms", coalesce(t.slow, 0) as slow,
      ${usual(1)}::float8 as "dayHour", ${usual(7)}::float8 as "weekHour", coalesce(six.sum, 0)::float8 as "sixHours",
      exists (select from hours where at <= ${hours(24)} and at >= ${hours(25)}) as "dayKnown", exists (select from hours where at <= ${hours(24 * 7 - 1)}) as "weekKnown"
    from counted r left join timed t on t.route = r.route left join usual u on u.route = r.route left join six on six.route = r.route
    order by r.route`)
  return rows.map(({ dayHour, weekHour, dayKnown, weekKnown, ...row }) => ({
    ...row,
    usualHour: dayKnown ? Math.min(dayHour, weekKnown ? weekHour : dayHour) : null,
  }))
}
