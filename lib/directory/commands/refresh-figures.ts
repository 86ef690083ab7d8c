import { type SQL, sql } from 'drizzle-orm'
import { withPlatform } from '@/db/client'
import type { Context } from '@/lib/auth/model'
import { isDatabaseAway } from '@/lib/errors'
import { log } from '@/lib/log'
import type { Window } from '@/lib/time'
import type { JobResult, Work } from '@/lib/work'
import { FIGURE_DAYS } from '../model'
import { inScope, isLive, type RefreshScope } from '../queries/listing-facts'
import { figureWindow } from '../window'

/** Tools a statement. A run that is killed keeps the batches before; the next goes on with those still due. */
const BATCH = 500
const FIRST_ID = '00000000-0000-0000-0000-000000000000'

/**
 * Brings directory_figures to the 28 whole days that end at the last closed midnight: for each tool
 * once a day, and again when one of those days was counted again since (calls that came late, faults
 * that were charged to somebody else). A run of an older moment than the last changes nothing.
 */
export async function refreshFigures(ctx: Context, { now, stillMine, only }: Work & RefreshScope): Promise<JobResult> {
  const result: JobResult = { checked: 0, changed: 0, failed: 0 }
  const window = figureWindow(now)
  let after = FIRST_ID
  while (await stillMine()) {
    const due = await withPlatform((tx) => tx.execute<{ id: string }>(dueTools(window, { now, after, only })), { accessMode: 'read only' })
    const ids = due.map(({ id }) => id)
    after = ids.at(-1) ?? after
    result.checked += ids.length
    try {
      if (ids.length > 0) result.changed += (await withPlatform((tx) => tx.execute(writeFigures(window, ids)))).length
    } catch (err) {
      if (isDatabaseAway(err)) throw err
      log().error({ err, requestId: ctx.requestId, first: ids[0], count: ids.length }, 'figures of listings could not be computed')
      result.failed += ids.length
    }
    if (ids.length < BATCH) break
  }
  return result
}

// Marks of counted days stay until the nightly usage run has taken them; that of the running day says nothing here.
function dueTools({ from, to }: Window, { now, after, only }: RefreshScope & { now: Date; after: string }): SQL {
  return sql`
    select t.id
    from tools t
    left join directory_figures f on f.tool_id = t.id
    where t.id > ${after} and ${isLive(now)} and ${inScope({ only })}
      and (f.tool_id is null or f.window_to < ${to}
        or (f.window_to = ${to} and exists (select from usage_marks m where m.tool_id = t.id and m.day_at >= ${from} and m.day_at < ${to})))
    order by t.id
    limit ${BATCH}`
}

/** Percentiles come from the sketches of all days merged, never from percentiles of days. */
function writeFigures({ from, to }: Window, ids: string[]): SQL {
  return sql`
    with due as (
      select id, organization_id from tools where id = any(${sql.param(ids)}::uuid[])
    ), day as (
      select n, ${from}::timestamptz + n * interval '1 day' as at from generate_series(0, ${FIGURE_DAYS - 1}::int4) n
    ), calls as materialized (
      select m.* from tool_metrics_daily m join due on due.id = m.tool_id where m.bucket_at >= ${from} and m.bucket_at < ${to}
    ), totals as (
      select tool_id, sum(invocations) as calls, sum(fair_rated) as fair_rated, sum(fair_errors) as fair_errors,
        sum(latency_count) as timed_calls, (sum(latency_sum_ms) / nullif(sum(latency_count), 0))::float4 as avg_latency_ms
      from calls group by tool_id
    ), merged as (
      select tool_id, key, least(sum(n), 2147483647)::int4 as n
      from calls, unnest(sketch_keys, sketch_counts) as s (key, n) group by tool_id, key
    ), sketch as (
      select tool_id, array_agg(key order by key) as keys, array_agg(n order by key) as counts from merged group by tool_id
    ), probe as (
      select c.tool_id, date_trunc('day', c.window_at, 'UTC') as at, count(*) as probes, count(*) filter (where c.state = 'down') as down
      from tool_health_checks c join due on due.id = c.tool_id
      where c.window_at >= ${from} and c.window_at < ${to}
      group by 1, 2
    ), probes as (
      select tool_id, sum(probes) as probes, sum(down) as down from probe group by tool_id
    ), days as (
      select due.id as tool_id,
        array_agg((1 - p.down::float8 / nullif(p.probes, 0))::float4 order by day.n) as uptime,
        array_agg((c.fair_errors::float8 / nullif(c.fair_rated, 0))::float4 order by day.n) as errors,
        array_agg(case when c.tool_id is not null then sketch_quantile(c.sketch_keys, c.sketch_counts, 0.95)::float4 end order by day.n) as p95
      from due cross join day
      left join calls c on c.tool_id = due.id and c.bucket_at = day.at
      left join probe p on p.tool_id = due.id and p.at = day.at
      group by due.id
    )
    insert into directory_figures as f (tool_id, ${sql.raw(columns)})
    select due.id, due.organization_id, ${to}, ${counted('totals.calls')}, ${counted('totals.fair_rated')}, ${counted('totals.fair_errors')},
      ${counted('totals.timed_calls')}, totals.avg_latency_ms, case when sketch.tool_id is not null then sketch_quantile(sketch.keys, sketch.counts, 0.95)::float4 end,
      ${counted('probes.probes')}, ${counted('probes.down')}, days.uptime, days.errors, days.p95
    from due
    join days on days.tool_id = due.id
    left join totals on totals.tool_id = due.id
    left join sketch on sketch.tool_id = due.id
    left join probes on probes.tool_id = due.id
    on conflict (tool_id) do update set (${sql.raw(columns)}) = row (${sql.raw(columnsOf('excluded'))})
    where f.window_to <= excluded.window_to and (${sql.raw(columnsOf('f'))}) is distinct from (${sql.raw(columnsOf('excluded'))})
    returning f.tool_id`
}

const columns =
  'organization_id, window_to, calls, fair_rated, fair_errors, timed_calls, avg_latency_ms, p95_latency_ms, probes, probes_down, uptime_days, error_days, p95_days'

function columnsOf(table: string): string {
  return columns.replaceAll(/\w+/g, (name) => `${table}.${name}`)
}

/** A sum as an integer, and at most the largest that the column holds. */
function counted(sum: string): SQL {
  return sql`least(coalesce(${sql.raw(sum)}, 0), 2147483647)::int4`
}
