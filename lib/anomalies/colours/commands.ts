import { type SQL, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { addDays, DAY, HOUR, startOfDay } from '@/lib/time'
import { WINDOW } from '../detect/tool/half-hours'
import { isWeekend, zConfig } from '../detect/z-score'
import { COLOURS_CURSOR } from './model'

// The rule as it is specified, over all tools at once: z of the window against the mean and standard
// deviation of the 28 whole days before today, weekdays and weekends apart. Today is left out, so that
// an outage does not become its own baseline; days are summed once, and again when late rows change them.

/** Tools whose days are summed in one pass: everybody's turn comes within the first hour of a day. */
const SUMMED_TOOLS = 2_000
/** Tools whose 28 days are summed for the first time. */
const NEW_TOOLS = 200
/** After a longer gap older windows stay without a colour. */
const GAP_HOURS = 24

/** z-scores of the windows that closed since the last time, as marks; brings the baselines up to date first. */
export async function colourWindows(tx: Tx, closed: Date): Promise<void> {
  const today = startOfDay(closed)
  await sumDays(tx, today)
  const [cursor] = await tx.execute<{ at: number }>(
    sql`select (extract(epoch from at) * 1000)::float8 as at from anomaly_cursors where name = ${COLOURS_CURSOR} for update`,
  )
  const from = Math.max(cursor?.at ?? 0, closed.getTime() - GAP_HOURS * HOUR)
  for (let end = from + WINDOW; end <= closed.getTime(); end += WINDOW) await colourWindow(tx, new Date(end - WINDOW))
  await tx.execute(sql`
    insert into anomaly_cursors (name, at) values (${COLOURS_CURSOR}, ${closed})
    on conflict (name) do update set at = greatest(anomaly_cursors.at, excluded.at)`)
}

/**
 * Counts the days before today of tools that lack them, and again the days that late rows have changed;
 * then adds up the 28 days of those tools.
 */
async function sumDays(tx: Tx, today: Date): Promise<void> {
  const oldest = addDays(today, -zConfig.days)
  await tx.execute(sql`
    create temporary table summed_days on commit drop as
    with due as (
      (select tool_id, summed_until from anomaly_states where summed_until < ${addDays(today, -1)} order by tool_id limit ${NEW_TOOLS})
      union all
      (select tool_id, summed_until from anomaly_states where summed_until = ${addDays(today, -1)} order by tool_id limit ${SUMMED_TOOLS})
    )
    select tool_id, day_at from due, generate_series(greatest(summed_until, ${oldest}::timestamptz), ${addDays(today, -1)}::timestamptz, interval '1 day') day_at
    union
    select m.tool_id, date_bin('1 day', m.bucket_at, 'epoch') from recount_marks m join anomaly_states s on s.tool_id = m.tool_id
    where m.bucket_at >= ${oldest} and m.bucket_at < ${today}`)
  await tx.execute(sql`analyze summed_days`)
  await tx.execute(sql`
    insert into anomaly_baseline_days (${columns(['tool_id', 'organization_id', 'day_at', ...sums])})
    select s.tool_id, s.organization_id, d.day_at,
      greatest(1, least(288, extract(epoch from d.day_at + interval '1 day' - s.known_from)::integer / 300)), ${dayMeasures}
    from summed_days d join anomaly_states s on s.tool_id = d.tool_id
    left join tool_metrics_5m m on m.tool_id = d.tool_id and m.bucket_at >= d.day_at and m.bucket_at < d.day_at + interval '1 day'
      and m.bucket_at >= ${oldest} and m.bucket_at < ${today}
    group by s.tool_id, d.day_at
    order by s.tool_id, d.day_at
    on conflict (tool_id, day_at) do update set ${replaced(sums)}`)
  await tx.execute(sql`
    insert into anomaly_baselines (${columns(['tool_id', 'weekend', 'organization_id', 'first_day_at', ...sums])})
    select tool_id, weekend, organization_id, min(first_day_at) over (partition by tool_id), ${columns(sums)}
    from (
      select tool_id, extract(isodow from day_at) >= 6 as weekend, min(organization_id::text)::uuid as organization_id, min(day_at) as first_day_at, ${summed}
      from anomaly_baseline_days where tool_id in (select tool_id from summed_days) and day_at >= ${oldest} and day_at < ${today}
      group by 1, 2
    ) b order by tool_id, weekend
    on conflict (tool_id, weekend) do update set first_day_at = excluded.first_day_at, ${replaced(sums)}`)
  await tx.execute(sql`
    update anomaly_states s set summed_until = ${today} from (select distinct tool_id from summed_days) d where d.tool_id = s.tool_id and s.summed_until < ${today}`)
  await tx.execute(sql`drop table summed_days`)
}

/** Colours one window of every tool with enough history; again is the same as once. */
async function colourWindow(tx: Tx, bucketAt: Date): Promise<void> {
  await tx.execute(colouring(bucketAt))
}

/** The one statement of the z layer, for a window that starts then. Four bytes an hour, in the order of anomalyMetrics. */
function colouring(bucketAt: Date): SQL {
  const dayAt = startOfDay(bucketAt)
  const start = sql.raw(String(4 * Math.floor((bucketAt.getTime() - dayAt.getTime()) / HOUR)))
  const severity = (value: SQL, { count, sum, squares }: { count: SQL; sum: SQL; squares: SQL }) => sql`
    coalesce((
      select case when z > ${zConfig.urgent} then 3 when z > ${zConfig.critical} then 2 when z > ${zConfig.warning} then 1 else 0 end
      from (select abs(${value} - ${sum} / nullif(${count}, 0)) / nullif(sqrt(greatest(0, ${squares} / nullif(${count}, 0) - (${sum} / nullif(${count}, 0)) ^ 2)), 0) as z) s
    ), 0)`
  return sql`
    with judged as materialized (
      select b.tool_id, b.organization_id,
        ${severity(sql`m.errors / nullif(m.rated, 0)::float8`, { count: sql`b.rated_windows`, sum: sql`b.error_sum`, squares: sql`b.error_squares` })} as errors,
        ${severity(sql`m.latency_sum_ms / nullif(m.latency_count, 0)`, { count: sql`b.latency_windows`, sum: sql`b.latency_sum`, squares: sql`b.latency_squares` })} as latency,
        ${severity(sql`coalesce(m.invocations, 0)::float8`, { count: sql`b.windows`, sum: sql`b.invocations::float8`, squares: sql`b.calls_squares` })} as calls,
        ${severity(sql`coalesce(m.revenue_micros, 0)::float8`, { count: sql`b.windows`, sum: sql`b.revenue_sum`, squares: sql`b.revenue_squares` })} as revenue
      from anomaly_baselines b left join tool_metrics_5m m on m.tool_id = b.tool_id and m.bucket_at = ${bucketAt}
      where b.weekend = ${isWeekend(Math.floor(bucketAt.getTime() / DAY))} and b.first_day_at <= ${addDays(dayAt, -zConfig.daysMin)} and b.invocations >= ${zConfig.invocationsMin}
    )
    insert into anomaly_marks as marked (tool_id, organization_id, day_at, marks)
    select j.tool_id, j.organization_id, ${dayAt}, set_byte(set_byte(set_byte(set_byte(decode(repeat('00', 96), 'hex'),
      ${start}, j.errors), ${start} + 1, j.latency), ${start} + 2, j.calls), ${start} + 3, j.revenue)
    from judged j where j.errors + j.latency + j.calls + j.revenue > 0
    on conflict (tool_id, day_at) do update set marks = merge_marks(marked.marks, excluded.marks, ${start})`
}

const sums = [
  'windows',
  'invocations',
  'calls_squares',
  'revenue_sum',
  'revenue_squares',
  'rated_windows',
  'error_sum',
  'error_squares',
  'latency_windows',
  'latency_sum',
  'latency_squares',
]

const columns = (names: readonly string[]) => sql.raw(names.join(', '))
const replaced = (names: readonly string[]) => sql.raw(names.map((name) => `${name} = excluded.${name}`).join(', '))
const summed = sql.raw(
  sums.map((name) => `sum(${name})${name.endsWith('windows') ? '::integer' : name === 'invocations' ? '::bigint' : ''} as ${name}`).join(', '),
)

/** The sums of a day but for its windows, over its 5-minute rows. */
const dayMeasures = sql.raw(`
  coalesce(sum(m.invocations), 0)::bigint, coalesce(sum(m.invocations::float8 ^ 2), 0),
  coalesce(sum(m.revenue_micros::float8), 0), coalesce(sum(m.revenue_micros::float8 ^ 2), 0),
  count(*) filter (where m.rated > 0)::integer, coalesce(sum(m.errors / nullif(m.rated, 0)::float8), 0), coalesce(sum((m.errors / nullif(m.rated, 0)::float8) ^ 2), 0),
  count(*) filter (where m.latency_count > 0)::integer, coalesce(sum(m.latency_sum_ms / nullif(m.latency_count, 0)), 0),
  coalesce(sum((m.latency_sum_ms / nullif(m.latency_count, 0)) ^ 2), 0)`)
