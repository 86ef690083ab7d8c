import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import type { Dimensions } from '@/lib/dimensions'
import { addDays, floorTo, HOUR, MINUTE } from '@/lib/time'
import type { System } from '../model'
import type { Measured, Requests } from '../system-figures'

/** Gauges that are older than this say nothing of now. */
const GAUGE_MINUTES = 15
const COUNTERS = ['builds_total', 'webhook_deliveries_total', 'webhook_events_total']
const GAUGES = ['db_connections', 'db_query_ms', 'queue_depth', 'queue_oldest_seconds']

/** What is measured of the given systems, of the newest hour and day. Key '' of the requests holds those of all routes. */
export async function readMeasured(tx: Tx, systems: readonly Pick<System, 'key' | 'routes'>[], now: Date): Promise<Measured> {
  const requests = await readRequests(tx, systems, now)
  const counters = await readCounters(tx, now)
  const gauges = await readGauges(tx, now)
  const queryP95Ms = await readQueryTime(tx, now)
  const gauge = (metric: string, queue?: string) => gauges.find((each) => each.metric === metric && each.dimensions.queue === queue)
  const queues = new Map(
    gauges.flatMap(({ metric, dimensions: { queue }, value }) =>
      metric === 'queue_depth' && queue !== undefined && value !== null
        ? [[queue, { depth: value, oldestSeconds: gauge('queue_oldest_seconds', queue)?.value ?? null }] as const]
        : [],
    ),
  )
  const signs = new Map<string, Date>()
  const sign = (key: string, at: Date) => {
    const known = signs.get(key)
    if (!known || at > known) signs.set(key, at)
  }
  for (const { key, lastAt } of requests) if (lastAt) sign(`r:${key}`, lastAt)
  for (const { metric, dimensions, lastAt } of counters) {
    if (metric === 'builds_total') sign('builds', lastAt)
    else if (metric === 'webhook_deliveries_total') sign('deliveries', lastAt)
    else if (dimensions.provider !== undefined) sign(`p:${dimensions.provider}`, lastAt)
  }
  for (const { metric, dimensions, lastAt } of gauges) {
    if (metric.startsWith('db_')) sign('database', lastAt)
    else if (dimensions.queue !== undefined) sign(`q:${dimensions.queue}`, lastAt)
  }
  const byStatus = (rows: readonly Counter[]) => {
    const counts = new Map<string, number>()
    for (const { dimensions, sum } of rows) if (sum > 0) counts.set(dimensions.status ?? '', (counts.get(dimensions.status ?? '') ?? 0) + sum)
    return counts
  }
  const of = (metric: string) => counters.filter((counter) => counter.metric === metric)
  const providers = new Set(of('webhook_events_total').flatMap(({ dimensions: { provider } }) => (provider === undefined ? [] : [provider])))
  return {
    requests: new Map(requests.map(({ key, lastAt: _, ...figures }) => [key, figures])),
    connections: gauge('db_connections')?.value ?? null,
    queryP95Ms,
    queues,
    builds: byStatus(of('builds_total')),
    deliveries: byStatus(of('webhook_deliveries_total')),
    providerEvents: new Map(
      [...providers].map((provider) => [provider, byStatus(of('webhook_events_total').filter(({ dimensions }) => dimensions.provider === provider))]),
    ),
    signs,
  }
}

async function readRequests(
  tx: Tx,
  systems: readonly Pick<System, 'key' | 'routes'>[],
  now: Date,
): Promise<(Requests & { key: string; lastAt: Date | null })[]> {
  const asked = [{ key: '', prefix: '' }, ...systems.flatMap(({ key, routes }) => routes.map((prefix) => ({ key, prefix })))]
  const rows = await tx.execute<{ key: string; requests: number; errors: number; p95Ms: number | null; lastMs: string | null } & Record<string, unknown>>(sql`
    with asked as (select * from jsonb_to_recordset(${JSON.stringify(asked)}::jsonb) as a (key text, prefix text)),
    series as materialized (
      select distinct a.key, s.id, s.metric = 'api_requests_total' as counts, starts_with(s.dimensions ->> 'status_code', '5') as failed, s.last_at
      from metric_series s join asked a on starts_with(coalesce(s.dimensions ->> 'route', ''), a.prefix)
      where s.organization_id is null and s.metric in ('api_requests_total', 'api_request_duration_ms')
    ), minutes as materialized (
      select series_id, sum, sketch_keys, sketch_counts from metric_minutes
      where series_id in (select id from series) and at >= ${new Date(floorTo(now, MINUTE).getTime() - HOUR)} and at <= ${now}
    ), sums as (select series_id, sum(sum) as n from minutes group by series_id),
    merged as (
      select series_id, b.key as bucket, sum(b.n) as n from minutes, unnest(sketch_keys, sketch_counts) as b (key, n) group by series_id, b.key
    ), buckets as (
      select s.key, m.bucket, least(sum(m.n), 2147483647)::integer as n from series s join merged m on m.series_id = s.id group by s.key, m.bucket
    ), quantiles as (
      select key, sketch_quantile(array_agg(bucket order by bucket), array_agg(n order by bucket), 0.95::float8) as p95 from buckets group by key
    )
    select s.key, coalesce(sum(n) filter (where s.counts), 0)::float8 as requests, coalesce(sum(n) filter (where s.counts and s.failed), 0)::float8 as errors,
      max(q.p95) as "p95Ms", (extract(epoch from max(s.last_at)) * 1000)::bigint as "lastMs"
    from series s left join sums on sums.series_id = s.id left join quantiles q on q.key = s.key
    group by s.key`)
  return rows.map(({ lastMs, ...row }) => ({ ...row, lastAt: lastMs === null ? null : new Date(Number(lastMs)) }))
}

interface Counter {
  metric: string
  dimensions: Dimensions
  sum: number
  lastAt: Date
}

// The hour under way is counted every five minutes.
async function readCounters(tx: Tx, now: Date): Promise<Counter[]> {
  const rows = await tx.execute<{ metric: string; dimensions: Dimensions; sum: number; lastMs: string } & Record<string, unknown>>(sql`
    select s.metric, s.dimensions, coalesce(h.n, 0)::float8 as sum, (extract(epoch from s.last_at) * 1000)::bigint as "lastMs"
    from metric_series s
    left join lateral (select sum(sum) as n from metric_hours where series_id = s.id and at >= ${floorTo(addDays(now, -1), HOUR)} and at <= ${now}) h on true
    where s.organization_id is null and s.metric in ${COUNTERS}`)
  return rows.map(({ lastMs, ...row }) => ({ ...row, lastAt: new Date(Number(lastMs)) }))
}

async function readGauges(tx: Tx, now: Date): Promise<{ metric: string; dimensions: Dimensions; value: number | null; lastAt: Date }[]> {
  const rows = await tx.execute<{ metric: string; dimensions: Dimensions; value: number | null; lastMs: string } & Record<string, unknown>>(sql`
    select s.metric, s.dimensions, m.last as value, (extract(epoch from s.last_at) * 1000)::bigint as "lastMs"
    from metric_series s
    left join lateral (
      select last from metric_minutes where series_id = s.id and at >= ${new Date(now.getTime() - GAUGE_MINUTES * MINUTE)} and at <= ${now} order by at desc, last desc limit 1
    ) m on true
    where s.organization_id is null and s.metric in ${GAUGES}`)
  return rows.map(({ lastMs, ...row }) => ({ ...row, lastAt: new Date(Number(lastMs)) }))
}

async function readQueryTime(tx: Tx, now: Date): Promise<number | null> {
  const [row] = await tx.execute<{ p95: number | null }>(sql`
    select sketch_quantile(array_agg(key order by key), array_agg(n order by key), 0.95::float8) as p95
    from (
      select b.key, least(sum(b.n), 2147483647)::integer as n
      from metric_series s
      join metric_minutes m on m.series_id = s.id and m.at >= ${new Date(floorTo(now, MINUTE).getTime() - HOUR)} and m.at <= ${now},
      unnest(m.sketch_keys, m.sketch_counts) as b (key, n)
      where s.organization_id is null and s.metric = 'db_query_ms' group by b.key
    ) buckets
    having count(*) > 0`)
  return row?.p95 ?? null
}
