import { type SQL, sql } from 'drizzle-orm'
import { WINDOW_DAYS } from '@/lib/scores/model'
import { receiptsOfDay } from '@/lib/scores/receipts/day-statement'
import { addDays } from '@/lib/time'
import type { ShownGroup } from './choose-groups'
import { EVERYBODY, peerMetricIds, peerMetrics } from './model'

// The comparison in set-based SQL, a statement a step, over all developers at once: figures, patterns,
// quartiles, standings. The steps meet in the temporary table peer_figures.

/** Ranks on each side of a quartile that are averaged with it. */
const NEIGHBOURS = 2

/** A population on a night. */
export interface Night {
  /** UTC midnight that ends the 28 days. */
  asOf: Date
  simulated: boolean
}

/**
 * Makes peer_figures: a row for each figure of each developer among everybody and in its categories,
 * value null where it does not apply; new and inactive developers with a state instead.
 */
export function collectFigures({ asOf, simulated }: Night): SQL {
  const metrics = sql.join(
    peerMetricIds.map((id) => sql`(${id}::text, ${peerMetrics[id].minimum}::integer)`),
    sql`, `,
  )
  return sql`
    create temporary table peer_figures on commit drop as
    with ${receiptsOfDay({ asOf, simulated })},
    metric (id, minimum) as (values ${metrics}),
    called as (
      select developer_id, case when grouping(category) = 1 then ${EVERYBODY} else category end as category,
        sum(fair_rated) as fair_rated, sum(fair_errors) as fair_errors, sum(latency_count) as latency_count, sum(latency_sum_ms) as latency_sum_ms,
        coalesce(sum(probes) filter (where endpoint), 0) as probes, coalesce(sum(probes_down) filter (where endpoint), 0) as probes_down
      from receipt_tool
      group by grouping sets ((developer_id), (developer_id, category))
      having sum(invocations) > 0
    ),
    reviewed as (
      select t.developer_id, t.category, count(*)::float8 as reviews, sum(v.rating)::float8 as stars
      from receipt_tool t
      join reviews v on v.tool_id = t.tool_id
      where v.posted_at >= ${addDays(asOf, -WINDOW_DAYS)} and v.posted_at < ${asOf}
      group by t.developer_id, t.category
      union all
      select developer_id, ${EVERYBODY}, reviews, stars from receipt
    ),
    measured as (
      select r.organization_id, r.developer_id, c.category, m.id as metric, m.minimum,
        case m.id
          when 'score' then r.score
          when 'error_rate' then c.fair_errors / nullif(c.fair_rated, 0)
          -- To the microsecond: sums of doubles come in any order, and a rerun must give the same.
          when 'latency' then round((c.latency_sum_ms / nullif(c.latency_count, 0))::numeric, 3)::float8
          when 'uptime' then (c.probes - c.probes_down) / nullif(c.probes, 0)
          when 'rating' then v.stars / nullif(v.reviews, 0)
        end as value,
        case m.id when 'error_rate' then c.fair_rated when 'latency' then c.latency_count when 'uptime' then c.probes when 'rating' then coalesce(v.reviews, 0) end::integer as volume
      from receipt r
      join called c on c.developer_id = r.developer_id
      left join reviewed v on v.developer_id = c.developer_id and v.category = c.category
      cross join metric m
      where r.state = 'scored'
    )
    select organization_id, developer_id, category, metric, null::peer_state as state, volume,
      case when minimum is null or volume >= minimum then value end as value
    from measured
    union all
    select r.organization_id, r.developer_id, ${EVERYBODY}, m.id, case when r.state = 'new' then 'new' else 'inactive' end::peer_state, null, null
    from receipt r
    cross join metric m
    where r.state = 'new' or not exists (select from called c where c.developer_id = r.developer_id)`
}

/** Who stands in which groups, as choose-groups.ts needs it: a row a pattern. */
export const readPatterns: SQL = sql`
  select metric, figures, count(*)::integer as developers
  from (
    select metric, developer_id, jsonb_agg(jsonb_build_array(category, figure) order by category) as figures
    from (
      select metric, developer_id, category, dense_rank() over (partition by metric, developer_id order by value) as figure
      from peer_figures
      where value is not null
    ) figure
    group by metric, developer_id
  ) of_developer
  group by metric, figures`

/** Size and quartiles of the shown groups, lowest value first, not yet rounded. */
export function readQuartiles(shown: readonly ShownGroup[]): SQL {
  // Around the place of a quartile among the sorted values (1 … size), which may lie between two.
  const around = (quartile: number) => sql`avg(value) filter (where abs(place - 1 - ${quartile}::float8 * (size - 1)) <= ${NEIGHBOURS})`
  return sql`
    select metric, category, max(size)::integer as size, ${around(0.25)} as p25, ${around(0.5)} as median, ${around(0.75)} as p75
    from (
      select f.metric, f.category, f.value, row_number() over (partition by f.metric, f.category order by f.value) as place,
        count(*) over (partition by f.metric, f.category) as size
      from peer_figures f
      join ${groupList(shown)} on g.metric = f.metric and g.category = f.category
      where f.value is not null
    ) placed
    group by metric, category`
}

/** Writes the groups of a night; those that are equal stay untouched, those that are shown no longer go. Returns a row a change. */
export function replaceGroups({ asOf, simulated }: Night, groups: readonly object[]): SQL {
  return sql`
    with fresh as (
      select * from jsonb_to_recordset(${JSON.stringify(groups)}::jsonb)
        as g (category text, metric text, size integer, p25 float8, median float8, p75 float8)
    ), gone as (
      delete from peer_groups p
      where p.as_of = ${asOf} and p.simulated = ${simulated} and not exists (select from fresh f where f.category = p.category and f.metric = p.metric)
      returning 1
    ), stored as (
      insert into peer_groups as p (as_of, simulated, category, metric, size, p25, median, p75)
      select ${asOf}, ${simulated}, category, metric, size, p25, median, p75 from fresh
      on conflict (as_of, simulated, category, metric) do update set size = excluded.size, p25 = excluded.p25, median = excluded.median, p75 = excluded.p75
      where (p.size, p.p25, p.median, p.p75) is distinct from (excluded.size, excluded.p25, excluded.median, excluded.p75)
      returning 1
    )
    select 1 from gone union all select 1 from stored`
}

/**
 * Ranks everybody in the shown groups (ties in the middle) and writes the standings of a night; as
 * replaceGroups. Returns a row a change.
 */
export function replaceStandings({ asOf, simulated }: Night, shown: readonly ShownGroup[]): SQL {
  const lowerIsBetter = sql.join(
    peerMetricIds.filter((id) => peerMetrics[id].better === 'lower').map((id) => sql`${id}`),
    sql`, `,
  )
  return sql`
    with placed as (
      select f.*, g.metric is not null as shown,
        rank() over (partition by f.metric, f.category, f.value is null order by case when f.metric in (${lowerIsBetter}) then -f.value else f.value end) - 1 as worse,
        count(*) over (partition by f.metric, f.category, f.value) - 1 as equal,
        count(*) over (partition by f.metric, f.category, f.value is null) - 1 as others
      from peer_figures f
      left join ${groupList(shown)} on g.metric = f.metric and g.category = f.category
    ), fresh as (
      select organization_id, developer_id, category, metric, value, volume,
        coalesce(state, case when value is null then 'not_applicable' when shown then 'ranked' else 'too_few' end::peer_state) as state,
        case when value is not null and shown then (worse + equal / 2.0) / others end::float8 as better_than
      from placed
    ), gone as (
      delete from peer_standings p
      using organizations o
      where p.as_of = ${asOf} and o.id = p.organization_id and o.simulated = ${simulated}
        and not exists (select from fresh f where f.developer_id = p.developer_id and f.category = p.category and f.metric = p.metric)
      returning 1
    ), stored as (
      insert into peer_standings as p (organization_id, developer_id, as_of, category, metric, state, value, volume, better_than)
      select organization_id, developer_id, ${asOf}, category, metric, state, value, volume, better_than from fresh
      order by developer_id, category, metric
      on conflict (developer_id, as_of, category, metric) do update set
        organization_id = excluded.organization_id, state = excluded.state, value = excluded.value, volume = excluded.volume, better_than = excluded.better_than
      where (p.organization_id, p.state, p.value, p.volume, p.better_than) is distinct from
        (excluded.organization_id, excluded.state, excluded.value, excluded.volume, excluded.better_than)
      returning 1
    )
    select (select count(*) from gone)::integer + (select count(*) from stored)::integer as changed`
}

function groupList(shown: readonly ShownGroup[]): SQL {
  return sql`jsonb_to_recordset(${JSON.stringify(shown)}::jsonb) as g (metric text, category text)`
}
