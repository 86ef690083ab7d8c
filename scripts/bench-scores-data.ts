// A marketplace in bulk for bench:scores: made inside the database, the same every time.
import { sql } from 'drizzle-orm'
import type postgres from 'postgres'
import { withPlatform } from '../db/client'
import { sumDay } from '../lib/metrics/commands'
import { sketchOf } from '../lib/sketch'
import { addDays } from '../lib/time'

export const TOOLS_PER_DEVELOPER = 5
/** Days before asOf that a score looks at. */
export const SCORED_DAYS = 28

// Kinds of tools (from fast and sound to slow and failing) and how their hours differ.
const KINDS = 16
const HOURS_OF_A_KIND = 16
const CONSUMERS = 2_000
const CONSUMERS_OF_A_TOOL = 2

/**
 * Developers with five tools each, their hourly rollups of the days before asOf, daily rollups made
 * of them by the product's own statement (and copied to the 28 days before, for trends), consumers,
 * reviews, refunds, deliveries, keys and versions. No health checks: no tool has an endpoint.
 */
export async function generateMarketplace(owner: postgres.Sql, { developers, asOf, say }: { developers: number; asOf: Date; say: (line: string) => void }) {
  await makeCatalogue(owner, developers, asOf)
  await makeHours(owner, asOf, say)
  await makeUsage(owner, asOf)
  await makeDays(owner, asOf, say)
  await owner`vacuum (analyze) tool_metrics_hourly`
  await owner`vacuum (analyze) tool_metrics_daily`
  await owner`vacuum (analyze) consumer_usage_daily`
  await owner`analyze`
}

async function makeCatalogue(owner: postgres.Sql, developers: number, asOf: Date): Promise<void> {
  await owner`insert into organizations (name, slug, audit_retention_days)
    select 'Developer ' || n, 'developer-' || n, case when n % 3 = 0 then 365 end from generate_series(1, ${developers}::int) n`
  await owner`insert into developers (organization_id, stripe_connect_active, two_factor_enabled, budget_controls_enabled)
    select id, n % 5 <> 0, n % 2 = 0, n % 7 = 0 from (select id, row_number() over (order by id) as n from organizations) o`
  // Twenty categories; three tools of a developer stand in one, the others in a second one.
  await owner`insert into tools (organization_id, developer_id, external_id, slug, name, category)
    select organization_id, id, id || '/' || t, id || '-' || t, 'Tool ' || t, 'category ' || ((hashtext(id::text) & 1023) + case when t > 3 then 7 else 0 end) % 20
    from developers, generate_series(1, ${TOOLS_PER_DEVELOPER}::int) t`
  await owner`insert into organizations (name, slug) select 'Consumer ' || n, 'consumer-' || n from generate_series(1, ${CONSUMERS}::int) n`
  await owner`insert into consumers (organization_id, external_id) select id, slug from organizations where slug like 'consumer-%'`
  await owner`insert into webhook_endpoints (organization_id, url) select organization_id, 'https://example.org/hook' from developers where random() < 0.7`
  await owner`insert into api_keys (organization_id, origin, external_id, name, prefix, ip_allowlist, issued_at)
    select organization_id, 'reported', id || '/' || k, 'Key', 'pk_', case when random() < 0.3 then array['203.0.113.0/24'] else '{}' end,
      ${asOf}::timestamptz - random() * interval '150 days'
    from developers, generate_series(1, 2) k`
  await owner`insert into tool_versions (organization_id, tool_id, version, changelog, released_at)
    select organization_id, id, v || '.0.0', 'Faster.', ${asOf}::timestamptz - v * interval '40 days' from tools, generate_series(1, 2) v`
  await owner`insert into reviews (organization_id, tool_id, external_id, rating, posted_at, response, responded_at)
    select organization_id, id, id || '/' || r, 2 + floor(random() * 4)::int, posted, case when answered then 'Thank you.' end,
      case when answered then posted + random() * interval '4 days' end
    from (
      select t.organization_id, t.id, r, ${asOf}::timestamptz - random() * interval '50 days' as posted, random() < 0.7 as answered
      from tools t, generate_series(1, 2) r
    ) review`
  await owner`insert into refunds (organization_id, tool_id, external_id, kind, amount_micros, at)
    select organization_id, id, id || '/refund', 'refund', 5000000, ${asOf}::timestamptz - random() * interval '28 days' from tools where random() < 0.3`
  await owner`insert into webhook_deliveries (organization_id, endpoint_id, external_id, delivered, at)
    select organization_id, id, id || '/' || d, random() < 0.97, ${asOf}::timestamptz - random() * interval '28 days' from webhook_endpoints, generate_series(1, 30) d`
}

async function makeHours(owner: postgres.Sql, asOf: Date, say: (line: string) => void): Promise<void> {
  const from = addDays(asOf, -SCORED_DAYS)
  await owner`select ensure_partitions('tool_metrics_hourly', ${from}, ${asOf})`
  // Neither the scan nor the scores use the indexes or crash safety: both come after the bulk.
  const partitions = await owner<{ name: string }[]>`select inhrelid::regclass::text as name from pg_inherits where inhparent = 'tool_metrics_hourly'::regclass`
  await owner`alter table tool_metrics_hourly drop constraint tool_metrics_hourly_tool_id_bucket_at_pk`
  await owner`drop index tool_metrics_hourly_organization_idx`
  for (const { name } of partitions) await owner`alter table ${owner(name)} set unlogged`
  await owner`alter table tool_metrics_daily set unlogged`
  await owner`create temporary table hour_profiles as
    select * from jsonb_to_recordset(${owner.json(hourProfiles())}) as p (n int, invocations int, errors int, developer int, consumer int, latency_sum_ms float8, revenue bigint, keys smallint[], counts int[])`
  await owner`create temporary table numbered_tools as select id, organization_id, row_number() over (order by id)::int as n from tools`
  for (let day = 0; day < SCORED_DAYS; day++) {
    const dayAt = addDays(from, day)
    // Hour by hour, as rollups write them.
    await owner`
      insert into tool_metrics_hourly (tool_id, organization_id, bucket_at, invocations, rated, errors, errors4xx, errors429, errors5xx, errors_developer,
        errors_consumer, errors_platform, errors_upstream, fair_rated, fair_errors, latency_count, latency_sum_ms, revenue_micros, consumers, sketch_keys, sketch_counts)
      select t.id, t.organization_id, ${dayAt}::timestamptz + h * interval '1 hour', p.invocations, p.invocations, p.errors, p.consumer, 0, p.developer, p.developer,
        p.consumer, 0, 0, p.invocations, p.developer, p.invocations, p.latency_sum_ms, p.revenue, ${CONSUMERS_OF_A_TOOL}, p.keys, p.counts
      from generate_series(0, 23) h cross join numbered_tools t
      join hour_profiles p on p.n = (t.n % ${KINDS}::int) * ${HOURS_OF_A_KIND}::int + (t.n * 7 + h * 5 + ${day}::int * 3) % ${HOURS_OF_A_KIND}::int`
    if (day % 7 === 6) say(`generated ${day + 1} of ${SCORED_DAYS} days`)
  }
  await owner`alter table tool_metrics_hourly add primary key (tool_id, bucket_at)`
}

/** Hours of each kind of tool, with the sketches that their latencies really have. */
function hourProfiles() {
  return Array.from({ length: KINDS * HOURS_OF_A_KIND }, (_, n) => {
    const kind = Math.floor(n / HOURS_OF_A_KIND)
    const invocations = 6 + ((n * 37) % 90)
    const typicalMs = 60 * 1.22 ** kind
    const latencies = Array.from({ length: invocations }, (_, i) => typicalMs * Math.exp((((i * 61 + n * 17) % 101) / 101 - 0.4) * 1.2))
    const { keys, counts } = sketchOf(latencies)
    const developer = kind > 9 ? Math.round((invocations * (kind - 9) ** 2) / 300) : 0
    const consumer = n % 4
    return {
      n,
      invocations,
      errors: developer + consumer,
      developer,
      consumer,
      latency_sum_ms: latencies.reduce((sum, ms) => sum + ms, 0),
      revenue: invocations * 1_500,
      keys: [...keys],
      counts: [...counts],
    }
  })
}

async function makeUsage(owner: postgres.Sql, asOf: Date): Promise<void> {
  const from = addDays(asOf, -SCORED_DAYS)
  await owner`select ensure_partitions('tool_consumers_daily', ${from}, ${asOf})`
  await owner`create temporary table numbered_consumers as select id, organization_id, row_number() over (order by id)::int - 1 as n from consumers`
  await owner`
    insert into consumer_usage_daily (tool_id, consumer_id, day_at, organization_id, consumer_organization_id, invocations, rated, errors, latency_count, latency_sum_ms, spend_micros)
    select t.id, c.id, ${from}::timestamptz + d * interval '1 day', t.organization_id, c.organization_id, 500, 500, 5, 500, 100000, 750000
    from numbered_tools t cross join generate_series(0, ${SCORED_DAYS - 1}::int) d cross join generate_series(1, ${CONSUMERS_OF_A_TOOL}::int) k
    join numbered_consumers c on c.n = (t.n * 13 + k * 7 + d % 3) % ${CONSUMERS}::int`
  await owner`insert into tool_consumers_daily (tool_id, day_at, consumer_id, organization_id) select tool_id, day_at, consumer_id, organization_id from consumer_usage_daily`
}

async function makeDays(owner: postgres.Sql, asOf: Date, say: (line: string) => void): Promise<void> {
  await owner`vacuum (analyze) tool_metrics_hourly`
  const start = performance.now()
  for (let day = 1; day <= SCORED_DAYS; day++) {
    const dayAt = addDays(asOf, -day)
    await withPlatform(async (tx) => {
      await tx.execute(sql`select set_config('work_mem', '64MB', true)`)
      await tx.execute(
        sql`create temporary table claimed_hours on commit drop as select id as tool_id, organization_id, ${dayAt}::timestamptz as hour_at from tools`,
      )
      await tx.execute(sql`analyze claimed_hours`)
      await sumDay(tx, dayAt)
    })
  }
  say(`daily sums by the product's own statement: ${((performance.now() - start) / 1000).toFixed(0)} s`)
  const [sums] = await owner<{ same: boolean }[]>`
    select (select sum(invocations) from tool_metrics_hourly) = (select sum(invocations) from tool_metrics_daily) as same`
  if (!sums?.same) throw new Error('daily sums differ from the hourly rows')
  await owner`
    insert into tool_metrics_daily select tool_id, organization_id, bucket_at - interval '28 days', invocations, rated, errors, errors4xx, errors429, errors5xx,
      errors_developer, errors_consumer, errors_platform, errors_upstream, fair_rated, fair_errors, latency_count, latency_sum_ms, revenue_micros, consumers,
      sketch_keys, sketch_counts
    from tool_metrics_daily`
}
