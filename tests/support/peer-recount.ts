import type postgres from 'postgres'

export interface Recounted {
  developer_id: string
  category: string
  metric: string
  value: number
  /** Share of the others that are worse, equal ones counted half. */
  betterThan: number
  /** How many stand in the group, this one included. */
  size: number
}

const higherIsBetter = ['score', 'uptime', 'rating']

/**
 * Who is better than whom, once more and in another shape than the product's: figures by a correlated
 * sum for each developer and category from the daily rows, health checks and reviews, then everybody
 * compared with everybody else of the group, one by one. Every group, however small. Nothing is shared
 * with lib/peers; of lib/scores only the receipt's score and state are taken (recounted by
 * recountScores).
 */
export async function recountPeers(owner: postgres.Sql, { asOf, now }: { asOf: Date; now: Date }): Promise<Recounted[]> {
  const figures = await owner<{ developer_id: string; category: string; metric: string; value: number }[]>`
    with at as (select ${asOf}::timestamptz as until, ${asOf}::timestamptz - interval '28 days' as since),
    live_tool as not materialized (select * from tools where archived_at is null or archived_at > ${now}),
    place as (
      select s.developer_id, '' as category, s.score, array(select id from live_tool t where t.developer_id = s.developer_id) as tool_ids
      from developer_health_scores s where as_of = ${asOf} and state = 'scored'
      union all
      select s.developer_id, c.category, s.score, array(select id from live_tool t where t.developer_id = s.developer_id and t.category = c.category)
      from developer_health_scores s, lateral (select distinct category from live_tool t where t.developer_id = s.developer_id) c
      where as_of = ${asOf} and state = 'scored'
    ),
    summed as (
      select p.*,
        (select sum(invocations) from tool_metrics_daily m, at where m.tool_id = any(p.tool_ids) and bucket_at >= since and bucket_at < until) as calls,
        (select sum(fair_rated) from tool_metrics_daily m, at where m.tool_id = any(p.tool_ids) and bucket_at >= since and bucket_at < until) as fair_rated,
        (select sum(fair_errors) from tool_metrics_daily m, at where m.tool_id = any(p.tool_ids) and bucket_at >= since and bucket_at < until) as fair_errors,
        (select sum(latency_count) from tool_metrics_daily m, at where m.tool_id = any(p.tool_ids) and bucket_at >= since and bucket_at < until) as timed,
        (select sum(latency_sum_ms) from tool_metrics_daily m, at where m.tool_id = any(p.tool_ids) and bucket_at >= since and bucket_at < until) as latency_sum,
        (select count(*) from tool_health_checks h join live_tool t on t.id = h.tool_id, at where t.id = any(p.tool_ids) and t.health_endpoint <> '' and window_at >= since and window_at < until) as probes,
        (select count(*) from tool_health_checks h join live_tool t on t.id = h.tool_id, at where t.id = any(p.tool_ids) and t.health_endpoint <> '' and window_at >= since and window_at < until and h.state in ('up', 'degraded')) as good_probes,
        (select count(*) from reviews r, at where r.tool_id = any(p.tool_ids) and posted_at >= since and posted_at < until) as reviews,
        (select avg(rating) from reviews r, at where r.tool_id = any(p.tool_ids) and posted_at >= since and posted_at < until) as rating
      from place p
    )
    select developer_id, category, metric, value
    from summed, lateral (values
      ('score', score::numeric::float8),
      ('error_rate', case when fair_rated >= 30 then fair_errors::float8 / fair_rated end),
      ('latency', case when timed >= 30 then latency_sum / timed end),
      ('uptime', case when probes >= 30 then good_probes::float8 / probes end),
      ('rating', case when reviews >= 5 then rating::float8 end)
    ) f (metric, value)
    where calls > 0 and value is not null`
  const groups = new Map<string, (typeof figures)[number][]>()
  for (const figure of figures) {
    const key = `${figure.category} ${figure.metric}`
    groups.set(key, [...(groups.get(key) ?? []), figure])
  }
  return [...groups.values()].flatMap((group) =>
    group.map((one) => {
      // Latencies agree to the microsecond, as far as sums of doubles say the same twice.
      const value = one.metric === 'latency' ? Math.round(one.value * 1_000) / 1_000 : one.value
      const others = group.filter((other) => other !== one).map((other) => (one.metric === 'latency' ? Math.round(other.value * 1_000) / 1_000 : other.value))
      const worse = others.filter((other) => (higherIsBetter.includes(one.metric) ? other < value : other > value)).length
      const equal = others.filter((other) => other === value).length
      return { ...one, value, betterThan: (worse + equal / 2) / others.length, size: group.length }
    }),
  )
}
