import type postgres from 'postgres'

/** Words of generated descriptions, the commonest first: the n-th is as common as 1 / n, as words of a language are (Zipf). */
const common = [
  'api',
  'data',
  'fast',
  'text',
  'simple',
  'image',
  'search',
  'secure',
  'model',
  'language',
  'payment',
  'report',
  'address',
  'company',
  'price',
  'weather',
  'route',
  'message',
  'mail',
  'picture',
  'video',
  'sound',
  'document',
  'translate',
  'summary',
  'chart',
  'market',
  'currency',
  'tax',
  'invoice',
]
const categories = [
  'language',
  'vision',
  'speech',
  'enrichment',
  'maps',
  'payments',
  'messaging',
  'documents',
  'weather',
  'finance',
  'security',
  'storage',
  'testing',
  'media',
  'logistics',
  'health',
]

/** Words that a bench searches for, by how many listings hold them. */
export const benchWords = { common: ['api', 'data', 'fast'], rare: 'zirconium', pair: ['search', 'secure'], apart: ['glacier', 'harbour'] }

/**
 * Fills directory_listings: names of two or three words, descriptions of twelve to forty, a vocabulary of
 * 4,000 words by Zipf's law. "glacier" and "harbour" each stand in every eighth description and never
 * together; "zirconium" stands in twelve. Deterministic.
 */
export async function generateListings(owner: postgres.Sql, listings: number): Promise<void> {
  await owner.begin(async (tx) => {
    await tx`select setseed(0.42)`
    // The n-th word with weight 1 / n: exp(u * ln(size)) falls below n as often as the law says.
    await tx.unsafe(`
      create function pg_temp.word() returns text language sql volatile as $$
        select coalesce((${array(common)})[n], 'w' || to_hex(n * 7919)) from (select floor(exp(random() * ln(4000)))::int as n) pick $$`)
    await tx.unsafe(`
      create function pg_temp.words(n int) returns text language sql volatile as $$ select string_agg(pg_temp.word(), ' ') from generate_series(1, n) $$`)
    await tx`
      insert into directory_listings (tool_id, organization_id, slug, name, publisher, description, category, standing, badges, simulated, quality, quality_version,
        uptime_ratio, probes, error_ratio, rated_calls, avg_latency_ms, p95_latency_ms, timed_calls, calls, rating, reviews, stars, version, published_at, updated_at)
      select md5('tool' || i)::uuid, md5('org' || i / 4)::uuid, 'tool-' || i, initcap(pg_temp.words(2 + i % 2)) || ' ' || i, 'Publisher ' || i / 4,
        pg_temp.words(12 + i % 29) || case when i % 8 = 0 then ' glacier' when i % 8 = 1 then ' harbour' else '' end || case when i % ${Math.ceil(listings / 12)} = 3 then ' zirconium' else '' end,
        (${categories}::text[])[1 + floor(random() * random() * ${categories.length})::int],
        case when chance < 0.06 then 'deprioritised' when chance < 0.12 then 'inactive' when chance < 0.14 then 'hidden' else 'normal' end::listing_standing,
        case when chance < 0.06 then array['needs_attention'] when chance > 0.8 then array['reliable'] else '{}' end, false, random(), 1,
        0.9 + random() * 0.1, 8064, random() * 0.1, 5000, random() * 900, random() * 3000, 5000, floor(random() * 1e6)::int, 1 + random() * 4, 12, '{1,1,2,3,5}', '1.2.3',
        now() - random() * interval '900 days', now()
      from (select i, random() as chance from generate_series(1, ${listings}) i) row`
  })
  await owner`
    insert into directory_categories (category, listed, inactive)
    select category, count(*) filter (where standing <= 'deprioritised'), count(*) filter (where standing = 'inactive') from directory_listings group by category`
  await owner`vacuum (analyze) directory_listings`
}

function array(values: string[]): string {
  return `array[${values.map((value) => `'${value}'`).join(', ')}]`
}
