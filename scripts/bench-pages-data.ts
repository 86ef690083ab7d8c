// What bench:pages serves from: the simulated marketplace, and far more behind it than it has by itself.
import type postgres from 'postgres'
import { addDays, HOUR, MINUTE, startOfDay } from '../lib/time'

/** How far back the hourly rows of tools and of metrics reach. */
export const ROLLUP_DAYS = 400
/** Days that the raw calls are spread over: what is kept of them by default. */
const RAW_DAYS = 120
const ROUTES = 40
const PAST_INCIDENTS = 200
const ENTRIES = 40

/** Fills up the loaded marketplace to so many raw calls, 400 days of rollups and two days of minutes, ending at now. */
export async function fillUp(owner: postgres.Sql, invocations: number, now: Date): Promise<void> {
  await olderRollups(owner, now)
  await moreCalls(owner, invocations, now)
  await ownMetrics(owner, now)
  await pastIncidents(owner, now)
  await owner`vacuum (analyze)`
}

const figures = `invocations, rated, errors, errors4xx, errors429, errors5xx, errors_developer, errors_consumer, errors_platform, errors_upstream,
  fair_rated, fair_errors, latency_count, latency_sum_ms, revenue_micros, consumers, sketch_keys, sketch_counts`

/** Each tool's hours and days go on backwards as they were in its last four weeks. */
async function olderRollups(owner: postgres.Sql, now: Date): Promise<void> {
  const from = addDays(startOfDay(now), -ROLLUP_DAYS)
  await owner`select ensure_partitions('tool_metrics_hourly', ${from}, ${now})`
  for (const table of ['tool_metrics_hourly', 'tool_metrics_daily'] as const) {
    for (let weeks = 4; weeks * 7 < ROLLUP_DAYS; weeks += 4) {
      await owner`
        insert into ${owner(table)} (tool_id, organization_id, bucket_at, ${owner.unsafe(figures)})
        select tool_id, organization_id, bucket_at - make_interval(weeks => ${weeks}), ${owner.unsafe(figures)}
        from ${owner(table)} where bucket_at >= ${addDays(startOfDay(now), -28)} and bucket_at < ${startOfDay(now)}
          and bucket_at - make_interval(weeks => ${weeks}) >= ${from}
        on conflict do nothing`
    }
  }
}

async function moreCalls(owner: postgres.Sql, invocations: number, now: Date): Promise<void> {
  const from = addDays(now, -RAW_DAYS)
  await owner`select ensure_partitions('invocations', ${from}, ${now}), setseed(0.42)`
  const [stored] = await owner<{ n: number }[]>`select count(*)::int as n from invocations`
  const missing = invocations - (stored?.n ?? 0)
  if (missing <= 0) return
  const days = Array.from({ length: RAW_DAYS }, (_, day) => addDays(from, day))
  // Day by day: each partition is filled in one go.
  for (const day of days) {
    await owner`
      with t as materialized (select id, organization_id, row_number() over (order by id) - 1 as n from tools),
        c as materialized (select id, row_number() over (order by id) - 1 as n from consumers), sizes as (select (select count(*) from t) as tools, (select count(*) from c) as consumers)
      insert into invocations (id, tool_id, organization_id, consumer_id, occurred_at, cost_micros, latency_ms, outcome, fault, status_code, excused, fault_stated)
      select gen_random_uuid(), t.id, t.organization_id, c.id, ${day}::timestamptz + make_interval(secs => 86400.0 * i / ${Math.ceil(missing / RAW_DAYS)}), 1000, 50 + 200 * random(),
        case when i % 50 = 0 then 'error' else 'ok' end::outcome, case when i % 50 = 0 then 'developer' end::fault, case when i % 50 = 0 then 500 else 200 end, false, false
      from sizes, generate_series(0, ${Math.ceil(missing / RAW_DAYS) - 1}::int) i
      join t on t.n = i % (select count(*) from tools) join c on c.n = (i / 7) % (select count(*) from consumers)`
  }
}

/** What the product measures of itself, of so many routes. One of them fails for the last forty minutes. */
async function ownMetrics(owner: postgres.Sql, now: Date): Promise<void> {
  const hour = new Date(Math.floor(now.getTime() / HOUR) * HOUR)
  const minute = new Date(Math.floor(now.getTime() / MINUTE) * MINUTE)
  const firstHour = addDays(hour, -ROLLUP_DAYS)
  const firstMinute = addDays(minute, -1)
  await owner`select ensure_partitions('metric_hours', ${firstHour}, ${now}), ensure_partitions('metric_minutes', ${firstMinute}, ${now})`
  await owner`
    insert into metric_series (metric, kind, dimensions, last_at, created_at)
    select 'api_requests_total', 'counter'::metric_kind, jsonb_build_object('route', '/api/bench/' || r, 'status_code', s), ${minute}::timestamptz, ${firstHour}::timestamptz
    from generate_series(1, ${ROUTES}) r, unnest(array['200', '404', '500']) s
    union all
    select 'api_request_duration_ms', 'histogram'::metric_kind, jsonb_build_object('route', '/api/bench/' || r), ${minute}::timestamptz, ${firstHour}::timestamptz from generate_series(1, ${ROUTES}) r
    on conflict do nothing`
  const values = owner`
    select s.id as series_id, case when s.kind = 'histogram' then 60 else 1 end as n,
      case when s.kind = 'histogram' then 60 * 40.0 when s.dimensions ->> 'status_code' = '200' then 60.0 when s.dimensions ->> 'status_code' = '404' then 2.0
        else case when s.dimensions ->> 'route' = '/api/bench/7' then 12.0 else 0.05 end end as v,
      case when s.kind = 'histogram' then '{136,138,139}'::smallint[] end as keys, case when s.kind = 'histogram' then '{20,30,10}'::int[] end as counts,
      s.dimensions ->> 'status_code' = '500' and s.dimensions ->> 'route' = '/api/bench/7' as failing
    from metric_series s where s.dimensions ->> 'route' like '/api/bench/%'`
  await owner`
    insert into metric_hours (series_id, at, count, sum, min, max, last, sketch_keys, sketch_counts)
    select series_id, at, n * 60, v * 60, v, v, v, keys, counts from (${values}) v, generate_series(${firstHour}::timestamptz, ${hour}::timestamptz - interval '1 hour', interval '1 hour') at
    where not failing on conflict do nothing`
  await owner`
    insert into metric_minutes (series_id, at, count, sum, min, max, last, sketch_keys, sketch_counts, writer)
    select series_id, at, n, v, v, v, v, keys, counts, '00000000-0000-4000-8000-0000000000be'
    from (${values}) v, generate_series(${firstMinute}::timestamptz, ${minute}::timestamptz - interval '1 minute', interval '1 minute') at
    where not failing or at > ${new Date(minute.getTime() - 40 * MINUTE)} on conflict do nothing`
}

/** Incidents that are over, and one that is open, each with a long story. */
async function pastIncidents(owner: postgres.Sql, now: Date): Promise<void> {
  await owner`
    with i as (
      insert into incidents (incident_key, title, severity, status, public, message, started_at, acknowledged_at, mitigated_at, resolved_at, closed_at, last_update_at, created_at)
      select 'bench-' || n, 'Requests failed ' || n, 2 + n % 3, case when n = 0 then 'identified' else 'resolved' end::incident_status, true, 'Some requests fail.', at,
        at + interval '5 minutes', case when n > 0 then at + interval '40 minutes' end, case when n > 0 then at + interval '1 hour' end,
        case when n > 0 then at + interval '2 days' end, at + interval '30 minutes', at
      from generate_series(0, ${PAST_INCIDENTS}) n, lateral (select ${now}::timestamptz - interval '50 minutes' - make_interval(hours => 40 * n) as at) at
      returning id, started_at, status
    ), s as (
      insert into incident_systems (incident_id, system_key, impact, from_at, to_at)
      select id, 'api', 'partial_outage', started_at, case when status = 'resolved' then started_at + interval '40 minutes' end from i
    )
    insert into incident_entries (incident_id, type, visibility, body, at)
    select i.id, case when e = 0 then 'opened' else 'update' end, case when e % 4 = 0 then 'public' else 'internal' end::incident_entry_visibility,
      'What is known at this point, in a sentence or two: requests to one route fail, the release before it is being taken back.', i.started_at + make_interval(mins => e)
    from i, generate_series(0, ${ENTRIES - 1}) e`
}
