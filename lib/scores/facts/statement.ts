import { type SQL, sql } from 'drizzle-orm'
import { KEY_MAX_AGE_DAYS, KEY_OVERLAP_DAYS } from '@/lib/auth/keys/concerns'
import { windowCoversTool } from '@/lib/ingest/covers-tool'
import { addDays } from '@/lib/time'
import { ANSWER_HOURS } from '@/lib/tools/reviews/due'
import { WINDOW_DAYS } from '../model'

/**
 * The one statement behind all receipts: every fact of every developer, set-based, from daily sums.
 * In a tenant's transaction row-level security narrows it to the tenant's own rows. A row a
 * developer, by id; its tools packed as JSON arrays (see PackedTool).
 *
 * Measured facts are of the 28 whole UTC days before asOf, trends compare them with the 28 before;
 * settings (keys, endpoints, second factors, archived tools) are as they stand at `now`. What
 * belongs to an archived tool is left out.
 */
export function developerFactsStatement({ asOf, now }: { asOf: Date; now: Date }): SQL {
  const from = addDays(asOf, -WINDOW_DAYS)
  const before = addDays(from, -WINDOW_DAYS)
  const inWindow = (column: SQL) => sql`${column} >= ${from} and ${column} < ${asOf}`
  const ofLiveTool = sql`not exists (select from tools archived where archived.id = tool_id and archived.archived_at <= ${now})`
  return sql`
    with ${callFacts(inWindow(sql`bucket_at`), sql`bucket_at >= ${before} and bucket_at < ${from} and ${ofLiveTool}`)},
    ${toolFacts(inWindow(sql`window_at`), { asOf, now })},
    ${peopleFacts(inWindow, ofLiveTool, asOf)},
    ${settingFacts({ asOf, now })},
    delivery as (
      select organization_id, count(*)::int4 as deliveries, count(*) filter (where delivered)::int4 as delivered
      from webhook_deliveries
      where ${inWindow(sql`at`)}
      group by organization_id
    ),
    ${excusedFacts({ from, asOf, now })}
    select d.id, d.organization_id, tool.tools, tool.revenue_micros, tool.errors_consumer, tool.errors_platform, tool.errors_upstream,
      calls_before.invocations as previous_invocations, calls_before.revenue_micros as previous_revenue_micros,
      ${settingColumns()},
      delivery.deliveries, delivery.delivered,
      review.reviews, review.stars, review.due, review.answered, review.answered_in_time, refund.refunds, consumer.consumers,
      excused.windows, previous.promises
    from developers d
    left join tool on tool.developer_id = d.id
    left join calls_before on calls_before.organization_id = d.organization_id
    ${settingJoins()}
    left join delivery on delivery.organization_id = d.organization_id
    left join review on review.organization_id = d.organization_id
    left join refund on refund.organization_id = d.organization_id
    left join consumer on consumer.organization_id = d.organization_id
    left join excused on excused.developer_id = d.id
    left join lateral (
      select s.breakdown -> 'promises' as promises
      from developer_health_scores s
      where s.developer_id = d.id and s.as_of < ${asOf}
      order by s.as_of desc
      limit 1
    ) previous on true
    order by d.id`
}

/** Calls and revenue: by tool for the window, by organization for the 28 days before. */
function callFacts(inWindow: SQL, inWindowBefore: SQL): SQL {
  return sql`
    calls as (
      select tool_id, sum(invocations) as invocations, sum(rated) as rated, sum(errors) as errors, sum(fair_rated) as fair_rated,
        sum(fair_errors) as fair_errors, sum(latency_count) as latency_count, sum(latency_sum_ms) as latency_sum_ms,
        sum(revenue_micros::float8) as revenue_micros, sum(errors_consumer) as errors_consumer, sum(errors_platform) as errors_platform,
        sum(errors_upstream) as errors_upstream
      from tool_metrics_daily
      where ${inWindow}
      group by tool_id
    ),
    calls_before as (
      select organization_id, sum(invocations)::float8 as invocations, sum(revenue_micros::float8) as revenue_micros
      from tool_metrics_daily
      where ${inWindowBefore}
      group by organization_id
    )`
}

/** Each developer's tools with their calls, health checks and newest version. */
function toolFacts(inWindow: SQL, { asOf, now }: { asOf: Date; now: Date }): SQL {
  return sql`
    probe as (
      select tool_id, count(*) as probes, count(*) filter (where state = 'down') as down
      from tool_health_checks
      where ${inWindow}
      group by tool_id
    ),
    newest_version as (
      select distinct on (tool_id) tool_id, version, btrim(changelog) <> '' as has_changelog
      from tool_versions
      where released_at < ${asOf}
      order by tool_id, released_at desc, version desc
    ),
    tool as (
      select t.developer_id,
        json_agg(json_build_array(t.id, coalesce(c.invocations, 0), coalesce(c.rated, 0), coalesce(c.errors, 0), coalesce(c.fair_rated, 0),
          coalesce(c.fair_errors, 0), coalesce(c.latency_count, 0), coalesce(c.latency_sum_ms, 0), t.health_endpoint is not null,
          coalesce(p.probes, 0), coalesce(p.down, 0), v.version, v.has_changelog) order by t.id) as tools,
        sum(c.revenue_micros) as revenue_micros, sum(c.errors_consumer)::float8 as errors_consumer,
        sum(c.errors_platform)::float8 as errors_platform, sum(c.errors_upstream)::float8 as errors_upstream
      from tools t
      left join calls c on c.tool_id = t.id
      left join probe p on p.tool_id = t.id
      left join newest_version v on v.tool_id = t.id
      where t.archived_at is null or t.archived_at > ${now}
      group by t.developer_id
    )`
}

/** Consumers, reviews and refunds by organization. An answer after asOf counts in the next receipt. */
function peopleFacts(inWindow: (column: SQL) => SQL, ofLiveTool: SQL, asOf: Date): SQL {
  const deadline = sql`posted_at + ${`${ANSWER_HOURS} hours`}::interval`
  return sql`
    consumer as (
      select organization_id, count(*)::int4 as consumers
      from (select distinct organization_id, consumer_id from consumer_usage_daily where ${inWindow(sql`day_at`)} and ${ofLiveTool}) distinct_consumer
      group by organization_id
    ),
    review as (
      select organization_id, count(*)::int4 as reviews, sum(rating)::int4 as stars,
        count(*) filter (where responded_at < ${asOf} or ${deadline} <= ${asOf})::int4 as due,
        count(*) filter (where responded_at < ${asOf})::int4 as answered,
        count(*) filter (where responded_at < ${asOf} and responded_at <= ${deadline})::int4 as answered_in_time
      from reviews
      where ${inWindow(sql`posted_at`)} and ${ofLiveTool}
      group by organization_id
    ),
    refund as (
      select organization_id, count(*)::int4 as refunds
      from refunds
      where ${inWindow(sql`at`)} and ${ofLiveTool}
      group by organization_id
    )`
}

/** Somebody's choices, by organization (all, or the one that is named): keys and second factors. To be joined by settingJoins and read by settingColumns. */
export function settingFacts({ asOf, now, organizationId }: { asOf: Date; now: Date; organizationId?: string }): SQL {
  const only = organizationId ? sql`and organization_id = ${organizationId}` : sql``
  return sql`
    live_key as (
      select organization_id, count(*)::int4 as keys, count(*) filter (where cardinality(ip_allowlist) = 0)::int4 as open_keys,
        count(*) filter (where issued_at < ${addDays(asOf, -KEY_MAX_AGE_DAYS)} and (expires_at is null or expires_at > ${addDays(now, KEY_OVERLAP_DAYS)}))::int4 as old_keys
      from api_keys
      where organization_id is not null and issued_at <= ${now}
        and (revoked_at is null or revoked_at > ${now}) and (expires_at is null or expires_at > ${now}) ${only}
      group by organization_id
    ),
    owner as (
      select m.organization_id, bool_and(u.two_factor_enabled) as two_factor
      from members m
      join users u on u.id = m.user_id
      where m.role = 'owner' ${only}
      group by m.organization_id
    )`
}

export function settingJoins(): SQL {
  return sql`
    join organizations o on o.id = d.organization_id
    left join owner on owner.organization_id = d.organization_id
    left join live_key on live_key.organization_id = d.organization_id`
}

export function settingColumns(): SQL {
  return sql`
    d.stripe_connect_active, d.budget_controls_enabled, d.two_factor_enabled or coalesce(owner.two_factor, false) as two_factor,
    exists (select from webhook_endpoints e where e.organization_id = d.organization_id and e.active) as webhook_endpoint,
    o.audit_retention_days is not null as audit_retention, live_key.keys, live_key.open_keys, live_key.old_keys`
}

/** What settingColumns selects. */
export interface SettingRow {
  stripe_connect_active: boolean
  budget_controls_enabled: boolean
  two_factor: boolean
  webhook_endpoint: boolean
  audit_retention: boolean
  keys: number | null
  open_keys: number | null
  old_keys: number | null
}

/** Fault windows that cover a tool of the developer (the rule of lib/ingest/attribute-fault), in minutes of the 28 days by label. */
function excusedFacts({ from, asOf, now }: { from: Date; asOf: Date; now: Date }): SQL {
  return sql`
    covered as (
      select distinct w.id, w.label, t.developer_id,
        extract(epoch from least(coalesce(w.to_at, ${asOf}), ${asOf}) - greatest(w.from_at, ${from})) / 60 as minutes
      from fault_windows w
      join tools t on ${windowCoversTool(sql`w`, sql`t`)}
      where w.from_at < ${asOf} and coalesce(w.to_at, ${asOf}) > ${from} and (t.archived_at is null or t.archived_at > ${now})
    ),
    excused as (
      select developer_id, json_agg(json_build_array(label, minutes) order by label) as windows
      from (select developer_id, label, ceil(sum(minutes))::int4 as minutes from covered group by developer_id, label) by_label
      group by developer_id
    )`
}
