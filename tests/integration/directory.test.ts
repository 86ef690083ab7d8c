import { randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { withPlatform, withTenant } from '@/db/client'
import { refreshDirectory } from '@/lib/directory/commands/refresh-directory'
import { type DirectorySearch, PAGE_SIZE, REACH, searchSchema } from '@/lib/directory/model'
import { findListing, findListingDetails, findToolListing, listPublicReviews } from '@/lib/directory/queries/listing'
import { searchListings } from '@/lib/directory/queries/search'
import { countListed, listSlugs } from '@/lib/directory/queries/sitemap'
import { EXACT_NAME, QUALITY_SHARE, RELEVANCE } from '@/lib/directory/ranking'
import { sketchOf, sketchQuantile } from '@/lib/sketch'
import { addDays, HOUR, MINUTE } from '@/lib/time'
import { seedTools } from '../support/calls'
import { useDatabase } from '../support/database'

const database = useDatabase()
const NOW = new Date('2026-03-02T09:00:00Z')
const MIDNIGHT = new Date('2026-03-02T00:00:00Z')

function refresh(now = NOW, stillMine: () => Promise<boolean> = async () => true) {
  return refreshDirectory({ actor: { kind: 'job', job: 'refresh-directory' }, now, requestId: 'test', ip: null }, { now, stillMine })
}

function search(params: Partial<Record<keyof DirectorySearch, string>>) {
  return withPlatform((tx) => searchListings(tx, searchSchema.parse(params)), { accessMode: 'read only' })
}

async function names(params: Partial<Record<keyof DirectorySearch, string>>): Promise<string[]> {
  return (await search(params)).listings.map(({ name }) => name)
}

async function clear(): Promise<void> {
  await database.owner()`truncate organizations, directory_listings, directory_figures, directory_categories, tool_metrics_daily, tool_health_checks, usage_marks cascade`
}

/** A publisher with one tool; the tool's name is its slug, too. */
async function seedTool(name: string, facts: { description?: string; category?: string } = {}) {
  const owner = database.owner()
  const { organization, developer, tools } = await seedTools(owner, 1)
  const tool = tools[0] ?? ''
  const { description = '', category = 'other' } = facts
  await owner`update tools set name = ${name}, slug = ${name.toLowerCase().replaceAll(' ', '-')}, description = ${description}, category = ${category},
    published_at = ${addDays(NOW, -100)} where id = ${tool}`
  return { organization, developer, tool }
}

type Seeded = Awaited<ReturnType<typeof seedTool>>

async function seedDay({ tool, organization }: Seeded, at: Date, calls: { rated: number; errors: number; latenciesMs: number[] }): Promise<void> {
  const { keys, counts } = sketchOf(calls.latenciesMs)
  await database.owner()`
    insert into tool_metrics_daily (tool_id, organization_id, bucket_at, invocations, rated, errors, errors4xx, errors429, errors5xx, errors_developer,
      errors_consumer, errors_platform, errors_upstream, fair_rated, fair_errors, latency_count, latency_sum_ms, revenue_micros, consumers, sketch_keys, sketch_counts)
    values (${tool}, ${organization}, ${at}, ${calls.rated + 5}, ${calls.rated + 5}, ${calls.errors + 5}, 0, 0, 0, ${calls.errors}, 5, 0, 0, ${calls.rated}, ${calls.errors},
      ${calls.latenciesMs.length}, ${calls.latenciesMs.reduce((sum, ms) => sum + ms, 0)}, 0, 1, ${keys as number[]}, ${counts as number[]})
    on conflict (tool_id, bucket_at) do update set fair_errors = excluded.fair_errors`
}

async function seedGate({ tool, organization, developer }: Seeded, type: string, more: { state?: string; escalated?: boolean } = {}): Promise<void> {
  const { state = 'applied', escalated = false } = more
  await database.owner()`
    insert into quality_gates (organization_id, developer_id, tool_id, type, state, triggered_at, applies_at, applied_at, escalated_at, lifted_at, evidence, checked_at)
    values (${organization}, ${developer}, ${type === 'low_score' ? null : tool}, ${type}, ${state}, ${NOW}, ${NOW}, ${NOW}, ${escalated ? NOW : null},
      ${state === 'lifted' ? NOW : null}, '{}', ${NOW})`
}

const rows = () => database.owner()`select * from directory_listings order by tool_id`

describe('a refresh', () => {
  beforeEach(clear)

  it('lists every live tool with what the facts say, and the second time changes nothing', async () => {
    const owner = database.owner()
    const seeded = await seedTool('Geocode', { description: 'Places by name.', category: 'maps' })
    const { tool, organization } = seeded
    await owner`insert into tool_versions (organization_id, tool_id, version, released_at) values (${organization}, ${tool}, '1.0.0', ${addDays(NOW, -50)}),
      (${organization}, ${tool}, '1.1.0', ${addDays(NOW, -5)}), (${organization}, ${tool}, '2.0.0', ${addDays(NOW, 1)})`
    for (const [n, rating] of [5, 4, 4, 1].entries())
      await owner`insert into reviews (organization_id, tool_id, external_id, rating, posted_at) values (${organization}, ${tool}, ${`r-${n}`}, ${rating}, ${addDays(NOW, -200 + n)})`
    expect(await refresh()).toEqual({ checked: 1, changed: 1, failed: 0 })
    expect(await withPlatform((tx) => findListingDetails(tx, 'geocode'))).toMatchObject({
      name: 'Geocode',
      publisher: 'Publisher',
      category: 'maps',
      standing: 'normal',
      badges: [],
      version: '1.1.0',
      rating: 3.5,
      reviews: 4,
      stars: [1, 0, 0, 2, 1],
      errorRatio: null,
      uptimeRatio: null,
      windowTo: MIDNIGHT,
    })
    const before = await rows()
    expect(await refresh(new Date(NOW.getTime() + 5 * MINUTE))).toEqual({ checked: 1, changed: 0, failed: 0 })
    expect(await rows()).toEqual(before)
  })

  it('computes figures of the 28 whole days as an independent recount does', async () => {
    const seeded = await seedTool('Recount')
    const latencies = Array.from({ length: 28 }, (_, day) => Array.from({ length: 20 }, (_, n) => 10 + day * 7 + n * n))
    for (const [day, latenciesMs] of latencies.entries()) await seedDay(seeded, addDays(MIDNIGHT, day - 28), { rated: 40, errors: day % 4, latenciesMs })
    // The days before and after do not count.
    for (const day of [-29, 0]) await seedDay(seeded, addDays(MIDNIGHT, day), { rated: 1_000, errors: 1_000, latenciesMs: [9_999] })
    await database.owner()`
      insert into tool_health_checks (tool_id, organization_id, window_at, state, checked_at)
      select ${seeded.tool}, ${seeded.organization}, at, case when extract(hour from at) = 3 then 'down' when extract(hour from at) = 4 then 'degraded' else 'up' end::probe_state, at
      from generate_series(${addDays(MIDNIGHT, -30)}::timestamptz, ${NOW}::timestamptz, interval '1 hour') at`
    await refresh()
    const listing = await withPlatform((tx) => findListingDetails(tx, 'recount'))
    const all = latencies.flat()
    expect(listing?.errorRatio).toBeCloseTo(latencies.reduce((sum, _, day) => sum + (day % 4), 0) / (28 * 40), 6)
    expect(listing?.ratedCalls).toBe(28 * 40)
    expect(listing?.avgLatencyMs).toBeCloseTo(all.reduce((sum, ms) => sum + ms, 0) / all.length, 2)
    expect(listing?.p95LatencyMs).toBeCloseTo(sketchQuantile(sketchOf(all), 0.95) ?? 0, 2)
    expect(listing?.uptimeRatio).toBeCloseTo(23 / 24, 6)
    expect(listing?.probes).toBe(28 * 24)
    expect(listing?.calls).toBe(28 * 45)
    expect(listing?.errorDays).toHaveLength(28)
    expect(listing?.errorDays[3]).toBeCloseTo(3 / 40, 6)
    expect(listing?.uptimeDays[0]).toBeCloseTo(23 / 24, 6)
    expect(listing?.p95Days[0]).toBeCloseTo(sketchQuantile(sketchOf(latencies[0] ?? []), 0.95) ?? 0, 2)
  })

  it('leaves a gap where a day has no figure', async () => {
    const seeded = await seedTool('Gaps')
    await seedDay(seeded, addDays(MIDNIGHT, -3), { rated: 40, errors: 4, latenciesMs: [] })
    await database.owner()`
      insert into tool_health_checks (tool_id, organization_id, window_at, state, checked_at)
      values (${seeded.tool}, ${seeded.organization}, ${addDays(MIDNIGHT, -2)}, 'up', ${addDays(MIDNIGHT, -2)})`
    await refresh()
    const listing = await withPlatform((tx) => findListingDetails(tx, 'gaps'))
    const gaps = (day: number, value: number) => Array.from({ length: 28 }, (_, n) => (n === day ? value : null))
    expect(listing?.errorDays).toEqual(gaps(25, 0.1))
    expect(listing?.uptimeDays).toEqual(gaps(26, 1))
    expect(listing?.p95Days).toEqual(gaps(-1, 0))
  })

  it.each([
    [29, null],
    [30, 0.1],
  ])('says nothing of rates over too few calls: %i of them', async (rated, errorRatio) => {
    const seeded = await seedTool('Few')
    await seedDay(seeded, addDays(MIDNIGHT, -3), { rated, errors: 3, latenciesMs: Array.from({ length: rated }, () => 50) })
    await refresh()
    const listing = await withPlatform((tx) => findListing(tx, 'few'))
    if (errorRatio === null) expect(listing).toMatchObject({ errorRatio: null, p95LatencyMs: null, ratedCalls: rated })
    else expect(listing?.errorRatio).toBeCloseTo(errorRatio, 6)
  })

  it('takes up days that were counted again, and otherwise computes figures once a day', async () => {
    const seeded = await seedTool('Late')
    const day = addDays(MIDNIGHT, -2)
    await seedDay(seeded, day, { rated: 100, errors: 0, latenciesMs: [] })
    await refresh()
    await seedDay(seeded, day, { rated: 100, errors: 50, latenciesMs: [] })
    expect((await refresh(new Date(NOW.getTime() + 5 * MINUTE))).changed).toBe(0)
    await database.owner()`insert into usage_marks (tool_id, organization_id, day_at) values (${seeded.tool}, ${seeded.organization}, ${day})`
    expect((await refresh(new Date(NOW.getTime() + 10 * MINUTE))).changed).toBe(1)
    expect((await withPlatform((tx) => findListing(tx, 'late')))?.errorRatio).toBe(0.5)
    // The next midnight moves the window; a late run of an older moment does not move it back.
    await refresh(addDays(NOW, 27))
    expect((await withPlatform((tx) => findListing(tx, 'late')))?.ratedCalls).toBe(0)
    await refresh(addDays(NOW, 1))
    expect((await withPlatform((tx) => findListingDetails(tx, 'late')))?.windowTo).toEqual(addDays(MIDNIGHT, 27))
  })

  it.each([
    ['error_rate_elevated', {}, 'normal', ['needs_attention']],
    ['error_rate_elevated', { escalated: true }, 'deprioritised', ['needs_attention']],
    ['error_rate_elevated', { state: 'grace' }, 'normal', []],
    ['error_rate_elevated', { state: 'lifted' }, 'normal', []],
    ['error_rate_critical', {}, 'deprioritised', []],
    ['health_down', {}, 'normal', ['unreliable']],
    ['low_score', {}, 'hidden', []],
    ['dormant', {}, 'inactive', []],
  ])('shows the gate %s %j as %s with %j', async (type, more, standing, badges) => {
    const seeded = await seedTool('Gated')
    await refresh()
    await seedGate(seeded, type, more)
    await refresh()
    expect(await withPlatform((tx) => findListing(tx, 'gated'))).toMatchObject({ standing, badges })
  })

  it('follows a gate that is lifted late, and a badge that is held', async () => {
    const seeded = await seedTool('Recovering')
    await seedGate(seeded, 'error_rate_critical')
    await refresh()
    await database.owner()`update quality_gates set state = 'lifted', lifted_at = ${NOW}, lift_reason = 'healed'`
    await database.owner()`insert into reliable_badges (organization_id, developer_id, earned_at, checked_at) values (${seeded.organization}, ${seeded.developer}, ${NOW}, ${NOW})`
    const before = (await withPlatform((tx) => findListing(tx, 'recovering')))?.quality ?? 1
    expect((await refresh()).changed).toBe(1)
    const listing = await withPlatform((tx) => findListing(tx, 'recovering'))
    expect(listing).toMatchObject({ standing: 'normal', badges: ['reliable'] })
    expect(listing?.quality).toBeGreaterThan(before)
  })

  it('lets archived tools leave, with their figures and their place in the counts', async () => {
    const seeded = await seedTool('Leaving', { category: 'maps' })
    await seedTool('Staying', { category: 'text' })
    await refresh()
    expect((await search({})).categories).toEqual([
      { category: 'maps', listings: 1 },
      { category: 'text', listings: 1 },
    ])
    await database.owner()`update tools set archived_at = ${NOW} where id = ${seeded.tool}`
    expect((await refresh()).changed).toBe(1)
    expect(await names({})).toEqual(['Staying'])
    expect((await search({})).categories).toEqual([{ category: 'text', listings: 1 }])
    const [left] = await database.owner()`select count(*)::int as figures from directory_figures where tool_id = ${seeded.tool}`
    expect(left?.figures).toBe(0)
  })

  it('lets a slug go from one tool to another', async () => {
    const first = await seedTool('First')
    const second = await seedTool('Second')
    await refresh()
    await database.owner()`update tools set slug = 'first-old' where id = ${first.tool}`
    await database.owner()`update tools set slug = 'first' where id = ${second.tool}`
    await refresh()
    await refresh()
    expect(await withPlatform((tx) => findListing(tx, 'first'))).toMatchObject({ name: 'Second' })
    expect(await withPlatform((tx) => findListing(tx, 'first-old'))).toMatchObject({ name: 'First' })
  })

  it('is the same when two run at once, and when one is stopped half way', async () => {
    for (let n = 0; n < 5; n++) await seedTool(`Racing ${n}`)
    let asked = 0
    await refresh(NOW, async () => asked++ < 1)
    const results = await Promise.all([refresh(), refresh(), refresh()])
    expect(results.reduce((sum, { changed }) => sum + changed, 0)).toBe(5)
    expect(results.every(({ failed }) => failed === 0)).toBe(true)
    expect((await rows()).length).toBe(5)
  })

  it('lists the others when one cannot be written', async () => {
    const owner = database.owner()
    for (const name of ['Good one', 'Odd one', 'Good two']) await seedTool(name)
    await owner`create function refuse_odd() returns trigger language plpgsql as $$ begin if new.name = 'Odd one' then raise exception 'odd'; end if; return new; end $$`
    await owner`create trigger refuse_odd before insert on directory_listings for each row execute function refuse_odd()`
    expect(await refresh()).toEqual({ checked: 3, changed: 2, failed: 1 })
    await owner`drop function refuse_odd cascade`
    expect(await refresh()).toEqual({ checked: 3, changed: 1, failed: 0 })
  })
})

describe('a search', () => {
  beforeAll(async () => {
    await clear()
    const healthy = await seedTool('Weather Now', { description: 'The sky over a place.', category: 'weather' })
    const worse = await seedTool('Weather Then', { description: 'The sky over a place.', category: 'weather' })
    await seedTool('Forecast', { description: 'The weather of the next ten days.', category: 'weather' })
    await seedTool('Umbrella', { description: 'Knows the weather better than you.', category: 'shopping' })
    const hidden = await seedTool('Weather Hidden')
    const inactive = await seedTool('Weather Asleep')
    await seedTool("O'Brien; drop table tools", { description: '100% <b>markup</b> & \\ backslash' })
    await seedDay(healthy, addDays(MIDNIGHT, -3), { rated: 5_000, errors: 1, latenciesMs: [40, 50] })
    await seedGate(worse, 'error_rate_critical')
    await seedGate(hidden, 'low_score')
    await seedGate(inactive, 'dormant')
    await refresh()
  })

  it('ranks a healthy tool above an equally relevant deprioritised one, and that after everything else', async () => {
    expect(await names({ q: 'weather' })).toEqual(['Weather Now', 'Forecast', 'Umbrella', 'Weather Then'])
    for (const sort of ['best', 'quality', 'newest', 'calls']) {
      expect((await names({ q: 'weather', sort })).at(-1), sort).toBe('Weather Then')
      expect((await names({ sort })).at(-1), sort).toBe('Weather Then')
    }
  })

  it('leaves out what is hidden, and what is inactive but for its filter', async () => {
    expect(await names({})).not.toContain('Weather Hidden')
    expect(await names({})).not.toContain('Weather Asleep')
    expect(await names({ inactive: '1' })).toEqual(['Weather Asleep'])
    expect(await withPlatform(countListed)).toBe(5)
    expect((await withPlatform((tx) => listSlugs(tx, { limit: 10, offset: 0 }))).map(({ slug }) => slug)).not.toContain('weather-hidden')
  })

  it('prefers relevance to small differences in quality', async () => {
    await database.owner()`update directory_listings set quality = 0.95 where name = 'Umbrella'`
    await database.owner()`update directory_listings set quality = 0.6 where name = 'Weather Now'`
    expect((await names({ q: 'weather' }))[0]).toBe('Weather Now')
    expect((await names({ q: 'weather', sort: 'quality' }))[0]).toBe('Umbrella')
  })

  it('finds words in another form, phrases, alternatives, and leaves out what is not wanted', async () => {
    expect(await names({ q: 'forecasts' })).toEqual(['Forecast'])
    expect(await names({ q: '"ten days"' })).toEqual(['Forecast'])
    expect(await names({ q: '"days ten"' })).toEqual([])
    expect((await names({ q: 'forecast or umbrella' })).sort()).toEqual(['Forecast', 'Umbrella'])
    expect((await names({ q: 'weather -sky' })).sort()).toEqual(['Forecast', 'Umbrella'])
  })

  it('filters by category and badge, and counts categories within the search', async () => {
    expect(await names({ q: 'weather', category: 'shopping' })).toEqual(['Umbrella'])
    expect((await search({ q: 'weather' })).categories).toEqual([
      { category: 'shopping', listings: 1 },
      { category: 'weather', listings: 3 },
    ])
    expect(await names({ badge: 'reliable' })).toEqual([])
    expect(await search({ category: 'nowhere' })).toMatchObject({ listings: [], total: 0 })
  })

  it('searches for everything when only words without meaning are asked for, and says so', async () => {
    expect(await search({ q: 'the of' })).toMatchObject({ onlyCommonWords: true, total: 5 })
    expect(await search({ q: 'nothing-like-this' })).toMatchObject({ onlyCommonWords: false, total: 0, listings: [] })
  })

  it.each([
    "'; drop table directory_listings; --",
    "' or '1'='1",
    '%_\\',
    '<script>alert(1)</script>',
    'a & | ! ( ) : *',
    '"unbalanced',
    '- - -',
    '\u0000\ud800',
    '🙂'.repeat(150),
    'x'.repeat(5_000),
    'or or or',
  ])('takes %j for words', async (q) => {
    const found = await search({ q, category: q })
    expect(found.listings).toEqual([])
    expect((await search({ q })).listings.length).toBeLessThanOrEqual(5)
    const [tools] = await database.owner()`select count(*)::int as tools from directory_listings`
    expect(tools?.tools).toBe(7)
  })

  it('makes sense of any address', async () => {
    expect(searchSchema.parse({ page: '-3', sort: 'drop', badge: 'x', inactive: 'yes' })).toEqual({
      q: '',
      category: '',
      badge: null,
      sort: 'best',
      inactive: false,
      page: 1,
    })
    expect(searchSchema.parse({ page: '9999999999' }).page).toBe(1)
  })
})

describe('a search for what stands in thousands of listings', () => {
  /** Enough for common words, which are walked for, and for rare ones, which are gathered. */
  const LISTINGS = 3_500

  beforeAll(async () => {
    await clear()
    await database.owner()`
      insert into directory_listings (tool_id, organization_id, slug, name, publisher, description, category, standing, badges, simulated, quality, quality_version,
        probes, rated_calls, timed_calls, calls, reviews, stars, published_at, updated_at)
      select md5('t' || i)::uuid, md5('o' || i)::uuid, 't' || i, case when i % 3 = 0 then 'Common ' else 'Tool ' end || case when i % 50 = 1 then 'Scarce ' else '' end || i,
        case when i % 7 = 0 then 'Common House' else 'Other' end, 'common words' || case when i % 2 = 0 then ' left' else ' right' end, 'c' || i % 5,
        case when i % 11 = 0 then 'deprioritised' when i % 13 = 0 then 'inactive' when i % 17 = 0 then 'hidden' else 'normal' end::listing_standing,
        case when i % 4 = 0 then array['reliable'] else '{}' end, false, ((i * 7919) % 1000) / 1000.0, 1, 0, 0, 0, (i * 31) % 500, 0, '{0,0,0,0,0}',
        ${NOW}::timestamptz - (i % 900) * interval '1 hour', ${NOW}
      from generate_series(1, ${LISTINGS}) i`
    await database.owner()`
      insert into directory_categories select category, count(*) filter (where standing <= 'deprioritised'), count(*) filter (where standing = 'inactive')
      from directory_listings group by category`
    await database.owner()`analyze directory_listings`
  })

  /** The whole result in the order that lib/directory/ranking.ts describes, the slow way. */
  async function recount(params: Partial<Record<keyof DirectorySearch, string>>): Promise<string[]> {
    const { q, category, badge, sort, inactive } = searchSchema.parse(params)
    const found = await database.owner()<{ tool_id: string; standing: string; quality: number; calls: number; at: number; relevance: number }[]>`
      select tool_id, standing, quality, calls, extract(epoch from published_at)::float8 as at,
        case when ${q} = '' then 0 else (case when name_words @@ websearch_to_tsquery('english', ${q}) then ${RELEVANCE.name}::float4
          when title_words @@ websearch_to_tsquery('english', ${q}) then ${RELEVANCE.title}::float4 else ${RELEVANCE.text}::float4 end)
          + (case when lower(name) = lower(${q}) then ${EXACT_NAME}::float4 else 0 end) end + ${QUALITY_SHARE}::float4 * quality as relevance
      from directory_listings
      where (${q} = '' or all_words @@ websearch_to_tsquery('english', ${q})) and (${category} = '' or category = ${category})
        and (${badge}::text is null or ${badge} = any(badges)) and standing = any(${inactive ? ['inactive'] : ['normal', 'deprioritised']}::listing_standing[])`
    const key = { best: 'relevance', quality: 'quality', newest: 'at', calls: 'calls' } as const
    return found
      .sort(
        (a, b) =>
          Number(a.standing === 'deprioritised') - Number(b.standing === 'deprioritised') || b[key[sort]] - a[key[sort]] || (a.tool_id < b.tool_id ? -1 : 1),
      )
      .map(({ tool_id }) => tool_id)
  }

  const kinds: Partial<Record<keyof DirectorySearch, string>>[] = [
    {},
    { sort: 'newest' },
    { category: 'c3', sort: 'calls' },
    { badge: 'reliable' },
    { inactive: '1' },
    { q: 'common' },
    { q: 'common', sort: 'newest' },
    { q: 'common', category: 'c2' },
    { q: 'common', category: 'c2', badge: 'reliable', sort: 'quality' },
    { q: 'common words' },
    { q: 'common -left' },
    { q: 'common scarce' },
    { q: 'scarce' },
    { q: 'left right' },
    { q: 'common house' },
    { q: '"common words"' },
    { q: 'Common 3' },
  ]
  it.each(kinds)('finds for %j what a recount finds, page by page, nothing twice', async (params) => {
    const expected = await recount(params)
    const seen: string[] = []
    for (let page = 1; page <= REACH / PAGE_SIZE; page++) {
      const result = await search({ ...params, page: String(page) })
      if (page === 1) expect(result.total).toBe(expected.length > REACH ? null : expected.length)
      seen.push(...result.listings.map(({ toolId }) => toolId))
      // Every page of the first few, then the last ones.
      if (!result.hasMore) break
      if (page === 3 && expected.length > 200) page = Math.floor(Math.min(expected.length, REACH) / PAGE_SIZE) - 1
    }
    const pages = Math.floor(Math.min(expected.length, REACH) / PAGE_SIZE)
    const wanted = expected.length > 200 ? [...expected.slice(0, 3 * PAGE_SIZE), ...expected.slice((pages - 1) * PAGE_SIZE, REACH)] : expected
    expect(seen).toEqual(wanted)
  })
})

describe('what others may see', () => {
  it('is their own listing for tenants, whatever they ask', async () => {
    await clear()
    const mine = await seedTool('Mine')
    const others = await seedTool('Others')
    await refresh()
    expect(await withTenant(mine.organization, (tx) => findToolListing(tx, mine.tool))).toMatchObject({ slug: 'mine', standing: 'normal' })
    expect(await withTenant(mine.organization, (tx) => findToolListing(tx, others.tool))).toBeNull()
    expect((await withTenant(mine.organization, (tx) => tx.execute(sql`select 1 from directory_listings`))).length).toBe(1)
    await expect(withTenant(mine.organization, (tx) => tx.execute(sql`update directory_listings set quality = 1`))).rejects.toThrow()
    await expect(withTenant(mine.organization, (tx) => tx.execute(sql`select 1 from directory_figures`))).rejects.toThrow()
  })

  it('never says who wrote a review', async () => {
    const { tool, organization } = await seedTool('Reviewed')
    await database.owner()`insert into reviews (organization_id, tool_id, external_id, rating, body, posted_at, response, responded_at)
      values (${organization}, ${tool}, ${randomUUID()}, 4, 'Works', ${new Date(NOW.getTime() - HOUR)}, 'Thanks', ${NOW}), (${organization}, ${tool}, ${randomUUID()}, 1, 'Tomorrow', ${addDays(NOW, 1)}, null, null)`
    const [review, ...more] = await withPlatform((tx) => listPublicReviews(tx, { toolId: tool, now: NOW, limit: 10, offset: 0 }))
    expect(more).toEqual([])
    expect(Object.keys(review ?? {}).sort()).toEqual(['body', 'id', 'postedAt', 'rating', 'respondedAt', 'response'])
  })
})
