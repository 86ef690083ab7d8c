import { type SQL, sql } from 'drizzle-orm'
import { addDays, DAY, floorTo, HOUR, startOfDay, type Window } from '@/lib/time'
import { addMonths, startOfMonth } from '@/lib/usage/spend'
import type { MetricSource } from '../model'
import type { Batch } from './due'

// Whatever a rule is about, what it reads has one shape: cells, each a stretch of one series that belongs to
// a fingerprint of a rule, with its sum (s), what a mean divides by (c), its extremes and its newest value. A
// ratio is a mean whose cells have the bad ones as s and all as c. Statements are built over `due`
// (dueRules); one reads all rules of a batch.

/** Which stretch: of minutes (or five), or of the hours named. */
export type Stretch = { window: Window } | { hours: readonly Date[] }

/** A batch that reads a source; of a system's series all fingerprints, or only some. */
export type Sourced = Batch & { source: MetricSource; only: readonly string[] | null }

/** Columns: rule_id, fingerprint, at, s, c, mn, mx, last, counter, sketch_keys, sketch_counts. A fingerprint without values has a row of nulls. */
export function cellsOf({ source, only }: Sourced, stretch: Stretch, now: Date): SQL {
  if (source === 'system') return seriesCells(stretch, only)
  if (source === 'tool') return toolCells(stretch, now)
  if (source === 'score') return judgedCells(scores(now))
  return judgedCells(usage(now))
}

function seriesCells(stretch: Stretch, only: readonly string[] | null): SQL {
  return sql`
    select p.rule_id, p.fingerprint, m.at,
      case when p.numerator is false then 0 else m.sum end as s, case when p.numerator is null then m.count else m.sum end as c,
      m.min as mn, m.max as mx, m.last, p.counter, m.sketch_keys, m.sketch_counts
    from due join alert_rule_series p on p.rule_id = due.id ${only ? sql`and p.fingerprint = any(${sql.param([...only])}::text[])` : sql``}
    left join ${valuesOfSeries(stretch)}`
}

/** The values (m) of a rule's series (p). Minutes are kept two days; what reaches further back, or is asked by the hour, is read from the hours. */
export function valuesOfSeries(stretch: Stretch): SQL {
  const fine = 'window' in stretch && stretch.window.to.getTime() - stretch.window.from.getTime() <= DAY
  return sql`${sql.identifier(fine ? 'metric_minutes' : 'metric_hours')} m on m.series_id = p.series_id and ${within(sql`m.at`, stretch, fine)}`
}

/**
 * A tool that nobody called in a week has no readings; one that was called has counts of nothing (s = 0) where
 * there is no bucket, but no ratios and latencies.
 */
function toolCells(stretch: Stretch, now: Date): SQL {
  const fine = 'window' in stretch && stretch.window.to.getTime() - stretch.window.from.getTime() <= 2 * DAY
  return sql`
    select due.id as rule_id, case when 'tool' = any(due.group_by) then alert_fingerprint(due.id, jsonb_build_object('tool', t.id)) else due.id::text end as fingerprint,
      m.bucket_at as at,
      case due.metric when 'tool_invocations' then coalesce(m.invocations, 0) when 'tool_revenue_usd' then coalesce(m.revenue_micros, 0) / 1e6
        when 'tool_error_ratio' then m.errors when 'tool_fair_error_ratio' then m.fair_errors when 'tool_latency_ms' then m.latency_sum_ms
        when 'tool_consumers' then m.consumers end::float8 as s,
      case due.metric when 'tool_error_ratio' then m.rated when 'tool_fair_error_ratio' then m.fair_rated when 'tool_latency_ms' then m.latency_count
        else case when m.tool_id is not null then 1 end end::float8 as c,
      m.consumers::float8 as mn, m.consumers::float8 as mx, null::float8 as last, false as counter, m.sketch_keys, m.sketch_counts
    from due ${toolsOfDue(now)}
    left join ${sql.identifier(fine ? 'tool_metrics_5m' : 'tool_metrics_hourly')} m on m.tool_id = t.id and ${within(sql`m.bucket_at`, stretch, fine)}`
}

/** The tools that a rule is about: of its organization (the platform's: all), its one tool or its filter's. */
export function toolsOfDue(now: Date): SQL {
  return sql`
    join tools t on (due.organization_id is null or t.organization_id = due.organization_id) and (due.tool_id is null or t.id = due.tool_id)
      and (not due.filter ? 'tool' or t.id::text = due.filter ->> 'tool') and t.archived_at is null
      and exists (select from tool_metrics_daily d where d.tool_id = t.id and d.bucket_at >= ${addDays(startOfDay(now), -7)})`
}

function judgedCells(values: SQL): SQL {
  return sql`
    select due.id as rule_id,
      case when 'organization' = any(due.group_by) then alert_fingerprint(due.id, jsonb_build_object('organization', j.organization_id)) else due.id::text end as fingerprint,
      null::timestamptz as at, j.value as s, 1::float8 as c, j.value as mn, j.value as mx, j.value as last, false as counter,
      null::smallint[] as sketch_keys, null::int[] as sketch_counts
    from due join (${values}) j on j.metric = due.metric and j.value is not null and (due.organization_id is null or j.organization_id = due.organization_id)
      and (not due.filter ? 'organization' or j.organization_id::text = due.filter ->> 'organization')`
}

/** The newest scores, at most three days old, and how they differ from seven days before. */
function scores(now: Date): SQL {
  const of = (table: string, metric: string) => sql`
    select ${metric} || k.suffix as metric, n.organization_id, case k.suffix when '' then n.score else n.score - b.score end::float8 as value
    from (
      select distinct on (organization_id) organization_id, as_of, score from ${sql.identifier(table)}
      where as_of > ${addDays(now, -3)} and as_of <= ${now} order by organization_id, as_of desc
    ) n
    left join ${sql.identifier(table)} b on b.organization_id = n.organization_id and b.as_of = n.as_of - interval '7 days'
    cross join (values (''), ('_change')) k (suffix)
    where exists (select from due where due.metric like ${`${metric}%`})`
  return sql`${of('developer_health_scores', 'developer_health_score')} union all ${of('consumer_health_scores', 'consumer_health_score')}`
}

/** What callers have left and have spent; hours with calls are counted while they are new. */
function usage(now: Date): SQL {
  const month = startOfMonth(now)
  return sql`
    select k.metric, c.organization_id, (case k.metric
      when 'consumer_balance_usd' then c.balance_micros / 1e6
      when 'consumer_budget_percent' then 100 * coalesce(h.month_micros, 0) / nullif(coalesce(c.own_budget_micros, c.budget_micros), 0)
      else coalesce(h.today_micros, 0) / 1e6 end)::float8 as value
    from consumers c
    left join (
      select consumer_id, sum(spend_micros) as month_micros, sum(spend_micros) filter (where hour_at >= ${startOfDay(now)}) as today_micros
      from consumer_hours where hour_at >= ${month} and hour_at < ${addMonths(month, 1)} group by consumer_id
    ) h on h.consumer_id = c.id
    cross join (select distinct metric from due) k
    where not c.placeholder and (exists (select from due where due.organization_id is null) or c.organization_id in (select organization_id from due))`
}

function within(at: SQL, stretch: Stretch, fine: boolean): SQL {
  if ('hours' in stretch) return sql`${at} = any(${`{${stretch.hours.map((hour) => hour.toISOString()).join(',')}}`}::timestamptz[])`
  const { from, to } = stretch.window
  return sql`${at} >= ${fine ? from : floorTo(from, HOUR)} and ${at} < ${to}`
}
