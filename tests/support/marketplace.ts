import type postgres from 'postgres'

/**
 * A marketplace in the tables: developers with 0 to 4 tools in five categories, eight weeks of daily sums and usage up
 * to asOf and three days beyond, probes, versions, reviews, refunds, deliveries, keys, owners with
 * and without a second factor, fault windows. Deterministic: the same seed gives the same figures.
 */
export async function seedMarketplace(owner: postgres.Sql, { asOf, developers }: { asOf: Date; developers: number }): Promise<void> {
  await owner.begin(async (tx) => {
    // random() of one session follows the seed.
    await tx`select setseed(0.42)`
    await tx`create temporary table chance on commit drop as select i, random() as a, random() as b, random() as c from generate_series(1, ${developers}) i`
    await tx`
      insert into organizations (id, name, slug, audit_retention_days)
      select md5('org' || i)::uuid, 'Org ' || i, 'org-' || i, case when a < 0.5 then 365 end from chance`
    await tx`
      insert into developers (id, organization_id, stripe_connect_active, two_factor_enabled, budget_controls_enabled)
      select md5('dev' || i)::uuid, md5('org' || i)::uuid, a < 0.7, b < 0.2, c < 0.5 from chance`
    await tx`
      insert into users (id, name, email, two_factor_enabled)
      select md5('user' || i || '-' || k)::uuid, 'Person', i || '-' || k || '@example.com', b < 0.5 or (k = 1 and c < 0.5) from chance, generate_series(1, 2) k`
    await tx`
      insert into members (organization_id, user_id, role)
      select md5('org' || i)::uuid, md5('user' || i || '-' || k)::uuid, case when k = 1 or a < 0.5 then 'owner' else 'member' end
      from chance, generate_series(1, 2) k where b < 0.8`
    await tx`
      insert into tools (id, organization_id, developer_id, external_id, slug, name, category, health_endpoint, depends_on, route, archived_at)
      select md5('tool' || i || '-' || k)::uuid, md5('org' || i)::uuid, md5('dev' || i)::uuid, i || '-' || k, 'tool-' || i || '-' || k, 'Tool ' || k,
        -- By publisher, some of them in two categories; one category is rare.
        case when i % 97 = 0 then 'rare' when i % 5 = 0 and k = 2 then 'maps' else (array['search', 'maps', 'vision', 'speech'])[1 + i % 4] end,
        case when random() < 0.6 then 'https://example.com/health' end, case when random() < 0.3 then array['acme'] else '{}' end,
        case when random() < 0.5 then '/v1' end, case when random() < 0.1 then ${asOf}::timestamptz - interval '5 days' end
      from chance, generate_series(1, 4) k where k <= floor(a * 5)`
    await tx`create temporary table tool_chance on commit drop as
      select id, organization_id, health_endpoint, random() as traffic, random() as quality, random() as speed, random() as stated from tools order by id`
    await tx`
      insert into tool_metrics_daily (tool_id, organization_id, bucket_at, invocations, rated, errors, errors4xx, errors429, errors5xx, errors_developer,
        errors_consumer, errors_platform, errors_upstream, fair_rated, fair_errors, latency_count, latency_sum_ms, revenue_micros, consumers, sketch_keys, sketch_counts)
      select id, organization_id, day, n, rated, errors, 0, 0, errors, own, errors - own, 0, 0, rated - out, least(own, rated - out), n, n * (50 + speed * speed * 1500) + random(),
        case when traffic < 0.9 then n * 1000 else 0 end, 0, '{}', '{}'
      from (
        select *, floor(errors * 0.7)::int as own, floor(rated * (case when random() < 0.1 then 0.2 else 0 end))::int as out
        from (
          select *, case when stated < 0.85 then n else 0 end as rated, case when stated < 0.85 then floor(n * quality ^ 6 * random())::int else 0 end as errors
          from (
            select t.*, day, floor((case when traffic < 0.2 then 2 when traffic < 0.4 then 40 else 900 end) * (0.5 + random()))::int as n
            from tool_chance t, generate_series(${asOf}::timestamptz - interval '60 days', ${asOf}::timestamptz + interval '2 days', interval '1 day') day
            where traffic > 0.1
          ) calls
        ) outcomes
      ) faults`
    await tx`
      insert into consumer_usage_daily (tool_id, consumer_id, day_at, organization_id, consumer_organization_id, invocations, rated, errors, latency_count, latency_sum_ms, spend_micros)
      select t.id, md5('consumer' || floor(random() * (3 + 150 * quality)))::uuid, day, t.organization_id, t.organization_id, 1, 1, 0, 1, 1, 1
      from tool_chance t, generate_series(${asOf}::timestamptz - interval '60 days', ${asOf}::timestamptz + interval '2 days', interval '1 day') day, generate_series(1, 4)
      where traffic > 0.1 on conflict do nothing`
    await tx`
      insert into tool_health_checks (tool_id, organization_id, window_at, state, checked_at)
      select id, organization_id, at, case when random() < 0.02 * quality then 'down' when random() < 0.1 then 'degraded' else 'up' end::probe_state, at
      from tool_chance, generate_series(${asOf}::timestamptz - interval '30 days', ${asOf}::timestamptz + interval '1 hour', interval '6 hours') at
      where traffic > 0.05`
    await tx`
      insert into tool_versions (organization_id, tool_id, version, changelog, released_at)
      select organization_id, id, case when speed < 0.7 then '1.' || k || '.0' else 'v' || k end, case when quality < 0.7 then 'Changes' else '  ' end,
        ${asOf}::timestamptz - (interval '20 days' * k) + interval '21 days'
      from tool_chance, generate_series(1, 3) k where traffic > 0.3`
    await tx`
      insert into reviews (organization_id, tool_id, external_id, rating, posted_at, response, responded_at)
      select organization_id, id, id || '-' || k, 1 + floor(random() * 5), posted, case when answer is not null then 'Thanks' end, answer
      from (
        select t.*, case when random() < 0.7 then posted + random() * interval '4 days' end as answer
        from (select t.*, k, ${asOf}::timestamptz - random() * interval '34 days' + interval '1 day' as posted from tool_chance t, generate_series(1, 5) k where random() < quality) t
      ) r`
    await tx`
      insert into refunds (organization_id, tool_id, external_id, kind, amount_micros, at)
      select organization_id, id, id || '-' || k, case when random() < 0.5 then 'refund' else 'dispute' end::refund_kind, 1000, ${asOf}::timestamptz - random() * interval '33 days' + interval '2 days'
      from tool_chance, generate_series(1, 60) k where random() < speed ^ 3`
    await tx`
      insert into webhook_endpoints (organization_id, url, active)
      select md5('org' || i)::uuid, 'https://example.com/hook', b < 0.7 from chance where b < 0.8`
    await tx`
      insert into webhook_deliveries (organization_id, external_id, delivered, at)
      select md5('org' || i)::uuid, i || '-' || k, random() < 1 - c * c * 0.1, ${asOf}::timestamptz - random() * interval '32 days' + interval '1 day'
      from chance, generate_series(1, 240) k where k <= a * 240 and b < 0.7`
    await tx`
      insert into api_keys (organization_id, origin, name, prefix, ip_allowlist, issued_at, revoked_at, expires_at)
      select md5('org' || i)::uuid, 'reported', 'key', 'pk_', case when random() < 0.6 then array['10.0.0.0/8'] else '{}' end,
        ${asOf}::timestamptz - random() * interval '120 days' + interval '2 days', case when random() < 0.2 then ${asOf}::timestamptz - interval '1 day' end,
        case when random() < 0.2 then ${asOf}::timestamptz + (random() - 0.5) * interval '9 days' end
      from chance, generate_series(1, 3) k where k <= floor(c * 4)`
    await tx`
      insert into fault_windows (kind, source, label, routes, provider, from_at, to_at) values
        ('platform', 'inc-1', 'INC-1', '{}', null, ${asOf}::timestamptz - interval '3 days', ${asOf}::timestamptz - interval '3 days' + interval '41 minutes'),
        ('platform', 'inc-2', 'INC-2', '{/v1}', null, ${asOf}::timestamptz - interval '29 days', ${asOf}::timestamptz - interval '27 days 23 hours'),
        ('upstream', 'inc-3', 'INC-3', '{}', 'acme', ${asOf}::timestamptz - interval '2 hours', null),
        ('upstream', 'inc-4', 'INC-4', '{}', 'nobody', ${asOf}::timestamptz - interval '9 days', ${asOf}::timestamptz - interval '8 days')`
  })
}
