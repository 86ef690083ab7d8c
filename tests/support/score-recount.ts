import type postgres from 'postgres'

export interface Recount {
  developer_id: string
  state: 'new' | 'scored'
  score: number | null
  capped_at: number | null
  dimensions: Record<string, number | null>
  metrics: Record<string, number>
}

/**
 * The developer score once more, from the tables, in plain SQL and in another shape than the
 * product's: a correlated count for each figure of each developer and tool, points by CASE, exact
 * numeric arithmetic. Slow on purpose; nothing is shared with lib/scores.
 */
export function recountScores(owner: postgres.Sql, { asOf, now }: { asOf: Date; now: Date }): Promise<Recount[]> {
  return owner<Recount[]>`
    with at as (select ${asOf}::timestamptz as until, ${asOf}::timestamptz - interval '28 days' as since, ${asOf}::timestamptz - interval '56 days' as before, ${now}::timestamptz as now),
    live_tool as not materialized (select t.* from tools t, at where t.archived_at is null or t.archived_at > at.now),
    -- One row a developer (part null) and one a tool.
    subject as (
      select d.id as developer_id, d.organization_id, null::uuid as part, array(select t.id from live_tool t where t.developer_id = d.id) as tool_ids from developers d
      union all
      select t.developer_id, t.organization_id, t.id, array[t.id] from live_tool t
    ),
    figure as (
      select s.*,
        (select count(*) from live_tool t where t.id = any(s.tool_ids)) as tools,
        (select count(*) from live_tool t where t.id = any(s.tool_ids) and t.health_endpoint is not null) as endpoints,
        (select coalesce(sum(fair_rated), 0) from tool_metrics_daily m, at where m.tool_id = any(s.tool_ids) and bucket_at >= since and bucket_at < until) as fair_rated,
        (select coalesce(sum(fair_errors), 0) from tool_metrics_daily m, at where m.tool_id = any(s.tool_ids) and bucket_at >= since and bucket_at < until) as fair_errors,
        (select coalesce(sum(rated), 0) from tool_metrics_daily m, at where m.tool_id = any(s.tool_ids) and bucket_at >= since and bucket_at < until) as rated,
        (select coalesce(sum(latency_count), 0) from tool_metrics_daily m, at where m.tool_id = any(s.tool_ids) and bucket_at >= since and bucket_at < until) as timed,
        (select sum(latency_sum_ms) from tool_metrics_daily m, at where m.tool_id = any(s.tool_ids) and bucket_at >= since and bucket_at < until) as latency_sum,
        (select count(*) from tool_health_checks p join live_tool t on t.id = p.tool_id, at where t.id = any(s.tool_ids) and t.health_endpoint is not null and window_at >= since and window_at < until) as probes,
        (select count(*) from tool_health_checks p join live_tool t on t.id = p.tool_id, at where t.id = any(s.tool_ids) and t.health_endpoint is not null and window_at >= since and window_at < until and p.state <> 'down') as not_down,
        (select coalesce(sum(invocations), 0) from tool_metrics_daily m, at where m.tool_id = any(s.tool_ids) and bucket_at >= since and bucket_at < until) as calls,
        (select coalesce(sum(invocations), 0) from tool_metrics_daily m, at where m.tool_id = any(s.tool_ids) and bucket_at >= before and bucket_at < since) as calls_before,
        (select coalesce(sum(revenue_micros), 0) from tool_metrics_daily m, at where m.tool_id = any(s.tool_ids) and bucket_at >= since and bucket_at < until) as revenue,
        (select coalesce(sum(revenue_micros), 0) from tool_metrics_daily m, at where m.tool_id = any(s.tool_ids) and bucket_at >= before and bucket_at < since) as revenue_before,
        (select count(distinct consumer_id) from consumer_usage_daily u, at where u.tool_id = any(s.tool_ids) and day_at >= since and day_at < until) as consumers,
        (select count(*) from reviews r, at where r.tool_id = any(s.tool_ids) and posted_at >= since and posted_at < until) as reviews,
        (select sum(rating) from reviews r, at where r.tool_id = any(s.tool_ids) and posted_at >= since and posted_at < until) as stars,
        (select count(*) from reviews r, at where r.tool_id = any(s.tool_ids) and posted_at >= since and posted_at < until and (responded_at < until or until - posted_at >= interval '48 hours')) as due,
        (select count(*) from reviews r, at where r.tool_id = any(s.tool_ids) and posted_at >= since and posted_at < until and responded_at < until) as answered,
        (select count(*) from reviews r, at where r.tool_id = any(s.tool_ids) and posted_at >= since and posted_at < until and responded_at < until and responded_at - posted_at <= interval '48 hours') as in_time,
        (select count(*) from refunds r, at where r.tool_id = any(s.tool_ids) and r.at >= since and r.at < until) as refunds,
        (select count(*) from webhook_deliveries w, at where w.organization_id = s.organization_id and w.at >= since and w.at < until) as deliveries,
        (select count(*) from webhook_deliveries w, at where w.organization_id = s.organization_id and w.at >= since and w.at < until and delivered) as delivered,
        (select count(*) from live_tool t where t.id = any(s.tool_ids) and exists (select from tool_versions v, at where v.tool_id = t.id and released_at < until)) as versioned,
        (select count(*) from live_tool t where t.id = any(s.tool_ids) and (
          select v.version ~ '^\\d+\\.\\d+\\.\\d+$' and trim(v.changelog) <> '' from tool_versions v, at where v.tool_id = t.id and released_at < until order by released_at desc limit 1)) as well_versioned,
        (select count(*) from api_keys k, at where k.organization_id = s.organization_id and issued_at <= at.now and coalesce(revoked_at > at.now, true) and coalesce(expires_at > at.now, true)) as keys,
        (select count(*) from api_keys k, at where k.organization_id = s.organization_id and issued_at <= at.now and coalesce(revoked_at > at.now, true) and coalesce(expires_at > at.now, true) and ip_allowlist = '{}') as open_keys,
        (select count(*) from api_keys k, at where k.organization_id = s.organization_id and issued_at <= at.now and coalesce(revoked_at > at.now, true) and coalesce(expires_at > at.now, true) and until - issued_at > interval '90 days' and coalesce(expires_at - at.now > interval '7 days', true)) as old_keys
      from subject s
    ),
    point as (
      select f.developer_id, f.part, tools, rated, timed, fair_rated, fair_errors,
        case when fair_rated < 30 then null when fair_errors * 100 < fair_rated then 20 when fair_errors * 20 <= fair_rated then 15 when fair_errors * 10 <= fair_rated then 10 else 5 end::numeric as error_rate,
        case when timed < 30 then null when latency_sum < 200 * timed then 20 when latency_sum < 500 * timed then 15 when latency_sum < 1000 * timed then 10 else 5 end::numeric as latency,
        case when tools > 0 then round(10 + 10 * endpoints::numeric / tools, 1) end as health_endpoint,
        case when probes < 30 then null when not_down * 1000 > 995 * probes then 20 when not_down * 100 >= 95 * probes then 15 else 5 end::numeric as uptime,
        case when d.stripe_connect_active then 5 else 0 end::numeric as stripe_connect,
        case when d.two_factor_enabled or (select count(*) > 0 and count(*) = count(*) filter (where u.two_factor_enabled) from members m join users u on u.id = m.user_id where m.organization_id = d.organization_id and m.role = 'owner') then 4 else 0 end::numeric as two_factor,
        case when (select count(*) from webhook_endpoints e where e.organization_id = d.organization_id and active) > 0 then 3 else 0 end::numeric as webhook_endpoint,
        case when keys = 0 then null when open_keys = 0 then 3 else 0 end::numeric as ip_allowlist,
        case when keys = 0 then null when old_keys = 0 then 3 else 0 end::numeric as key_age,
        case when d.budget_controls_enabled then 2 else 0 end::numeric as budget_controls,
        case when deliveries < 30 then null when delivered * 100 > 99 * deliveries then 8 when delivered * 100 >= 95 * deliveries then 5 else 2 end::numeric as webhook_delivery,
        case when due > 0 then round(6 * in_time::numeric / due, 1) end as review_speed,
        case when versioned > 0 then round(3 * well_versioned::numeric / tools, 1) end as semver_versions,
        case when o.audit_retention_days > 0 then 3 else 0 end::numeric as audit_retention,
        case when reviews = 0 then null when stars * 2 >= 9 * reviews then 10 when stars >= 4 * reviews then 7 when stars * 2 >= 7 * reviews then 4 else 2 end::numeric as rating,
        case when due = 0 then null when answered * 10 > 8 * due then 5 when answered * 2 >= due then 3 else 1 end::numeric as review_response,
        case when calls < 30 or (revenue = 0 and refunds = 0) then null when refunds * 100 < calls then 5 when refunds * 20 <= calls then 3 else 0 end::numeric as refund_rate,
        case when calls + calls_before = 0 then null when consumers > 100 then 8 when consumers >= 50 then 6 when consumers >= 10 then 4 else 2 end::numeric as active_consumers,
        case when calls_before < 30 or revenue_before = 0 then null when revenue * 100 > revenue_before * 102 then 6 when revenue * 100 >= revenue_before * 98 then 4 else 2 end::numeric as revenue_trend,
        case when calls_before < 30 then null when calls * 100 > calls_before * 102 then 6 when calls * 100 >= calls_before * 98 then 4 else 2 end::numeric as volume_trend
      from figure f join developers d on d.id = f.developer_id join organizations o on o.id = d.organization_id
    ),
    all_parts as (
      select p.*,
        (select round(avg(x), 1) from unnest(array[error_rate, latency, health_endpoint, uptime]) x) as integration_all,
        (select round(20 * sum(got) / sum(of), 1) from (values (stripe_connect, 5), (two_factor, 4), (webhook_endpoint, 3), (ip_allowlist, 3), (key_age, 3), (budget_controls, 2)) m (got, of) where got is not null) as security,
        (select round(20 * sum(got) / sum(of), 1) from (values (webhook_delivery, 8), (review_speed, 6), (semver_versions, 3), (audit_retention, 3)) m (got, of) where got is not null) as operations,
        (select round(20 * sum(got) / sum(of), 1) from (values (rating, 10), (review_response, 5), (refund_rate, 5)) m (got, of) where got is not null) as satisfaction,
        (select round(20 * sum(got) / sum(of), 1) from (values (active_consumers, 8), (revenue_trend, 6), (volume_trend, 6)) m (got, of) where got is not null) as growth
      from point p
    ),
    whole as (
      select w.*,
        case when w.tools > 1 then
          least(w.integration_all, (select round(0.6 * w.integration_all + 0.4 * min(p.integration_all), 1) from all_parts p where p.developer_id = w.developer_id and p.part is not null and (p.rated >= 30 or p.timed >= 30)))
        else w.integration_all end as integration,
        case when coalesce(error_rate, latency, uptime) is null then 1 else 0 end + case when coalesce(webhook_delivery, review_speed, semver_versions) is null then 1 else 0 end
          + case when coalesce(rating, review_response, refund_rate) is null then 1 else 0 end + case when coalesce(active_consumers, revenue_trend, volume_trend) is null then 1 else 0 end as missing
      from all_parts w where w.part is null
    ),
    total as (
      select *, (select round(5 * sum(x) / count(x), 1) from unnest(array[integration, security, operations, satisfaction, growth]) x) as uncapped,
        case when fair_rated >= 1000 and fair_errors * 2 > fair_rated then 39 when fair_rated >= 1000 and fair_errors * 10 > fair_rated then 59 end as cap
      from whole
    )
    select developer_id, case when missing >= 3 then 'new' else 'scored' end as state,
      case when missing < 3 then least(uncapped, cap)::float8 end as score, case when missing < 3 and cap < uncapped then cap end as capped_at,
      jsonb_build_object('integration', integration, 'security', security, 'operations', operations, 'satisfaction', satisfaction, 'growth', growth) as dimensions,
      jsonb_strip_nulls(jsonb_build_object('error_rate', error_rate, 'latency', latency, 'health_endpoint', health_endpoint, 'uptime', uptime, 'stripe_connect', stripe_connect,
        'two_factor', two_factor, 'webhook_endpoint', webhook_endpoint, 'ip_allowlist', ip_allowlist, 'key_age', key_age, 'budget_controls', budget_controls,
        'webhook_delivery', webhook_delivery, 'review_speed', review_speed, 'semver_versions', semver_versions, 'audit_retention', audit_retention, 'rating', rating,
        'review_response', review_response, 'refund_rate', refund_rate, 'active_consumers', active_consumers, 'revenue_trend', revenue_trend, 'volume_trend', volume_trend)) as metrics
    from total order by developer_id`
}
