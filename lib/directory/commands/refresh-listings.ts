import { inArray, sql } from 'drizzle-orm'
import { type Tx, withPlatform } from '@/db/client'
import { directoryListings } from '@/db/schema/directory'
import type { Context } from '@/lib/auth/model'
import { isDatabaseAway } from '@/lib/errors'
import { log } from '@/lib/log'
import type { JobResult, Work } from '@/lib/work'
import { QUALITY_VERSION, qualityOf } from '../quality'
import { isLive, type ListingFacts, listChangedFacts, listLiveTools, type RefreshScope } from '../queries/listing-facts'

/** Tools a transaction; a row has 26 parameters, and a statement takes 65,535. */
const BATCH = 1_000
const FIRST_ID = '00000000-0000-0000-0000-000000000000'
/** Two runs at once take turns batch by batch: the second finds what the first wrote. */
const LOCK = 'pulsegrid:refresh-directory'

/**
 * Brings directory_listings to what the facts say at `now`: new tools come, archived and removed ones
 * leave, and a row is written only when it says something else than before. Twice is the same as once.
 */
export async function refreshListings(ctx: Context, { now, stillMine, only }: Work & RefreshScope): Promise<JobResult> {
  const result: JobResult = { checked: 0, changed: 0, failed: 0 }
  result.changed += await withPlatform((tx) => removeGone(tx, now))
  let after = FIRST_ID
  while (await stillMine()) {
    const ids = await withPlatform((tx) => listLiveTools(tx, { now, after, limit: BATCH, only }), { accessMode: 'read only' })
    after = ids.at(-1) ?? after
    result.checked += ids.length
    await refresh(ctx, now, ids, result)
    if (ids.length < BATCH) break
  }
  await withPlatform(countCategories)
  return result
}

/** A batch whose writing fails is tried again tool by tool: one odd tool keeps no other off the list. */
async function refresh(ctx: Context, now: Date, ids: string[], result: JobResult): Promise<void> {
  try {
    if (ids.length > 0) result.changed += await withPlatform((tx) => writeChanged(tx, now, ids))
  } catch (err) {
    if (isDatabaseAway(err)) throw err
    if (ids.length > 1) {
      for (const id of ids) await refresh(ctx, now, [id], result)
      return
    }
    log().error({ err, requestId: ctx.requestId, toolId: ids[0] }, 'listing could not be written')
    result.failed++
  }
}

async function writeChanged(tx: Tx, now: Date, ids: string[]): Promise<number> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${LOCK}))`)
  const changed = await listChangedFacts(tx, { now, ids, qualityVersion: QUALITY_VERSION })
  if (changed.length === 0) return 0
  const slugs = sql.param(changed.map(({ slug }) => slug))
  const owners = sql.param(changed.map(({ toolId }) => toolId))
  // A slug that went from one tool to another: the row of the former owner comes back with its own.
  await tx.execute(sql`
    delete from directory_listings l using unnest(${slugs}::text[], ${owners}::uuid[]) as taken (slug, tool_id)
    where l.slug = taken.slug and l.tool_id <> taken.tool_id`)
  await tx
    .insert(directoryListings)
    .values(changed.map((facts) => toRow(facts, now)))
    .onConflictDoUpdate({ target: directoryListings.toolId, set: asProposed })
  return changed.length
}

function toRow({ publishedAtMs, ...facts }: ListingFacts, now: Date): typeof directoryListings.$inferInsert {
  return {
    ...facts,
    quality: qualityOf({ ...facts, reliable: facts.badges.includes('reliable') }),
    qualityVersion: QUALITY_VERSION,
    publishedAt: new Date(publishedAtMs),
    updatedAt: now,
  }
}

const asProposed = {
  organizationId: sql`excluded.organization_id`,
  slug: sql`excluded.slug`,
  name: sql`excluded.name`,
  publisher: sql`excluded.publisher`,
  description: sql`excluded.description`,
  category: sql`excluded.category`,
  standing: sql`excluded.standing`,
  badges: sql`excluded.badges`,
  simulated: sql`excluded.simulated`,
  quality: sql`excluded.quality`,
  qualityVersion: sql`excluded.quality_version`,
  uptimeRatio: sql`excluded.uptime_ratio`,
  probes: sql`excluded.probes`,
  errorRatio: sql`excluded.error_ratio`,
  ratedCalls: sql`excluded.rated_calls`,
  avgLatencyMs: sql`excluded.avg_latency_ms`,
  p95LatencyMs: sql`excluded.p95_latency_ms`,
  timedCalls: sql`excluded.timed_calls`,
  calls: sql`excluded.calls`,
  rating: sql`excluded.rating`,
  reviews: sql`excluded.reviews`,
  stars: sql`excluded.stars`,
  version: sql`excluded.version`,
  publishedAt: sql`excluded.published_at`,
  updatedAt: sql`excluded.updated_at`,
}

async function removeGone(tx: Tx, now: Date): Promise<number> {
  const gone = await tx.execute<{ tool_id: string }>(sql`
    select l.tool_id from directory_listings l where not exists (select from tools t where t.id = l.tool_id and ${isLive(now)})`)
  const ids = gone.map((row) => row.tool_id)
  if (ids.length > 0) await tx.delete(directoryListings).where(inArray(directoryListings.toolId, ids))
  await tx.execute(sql`delete from directory_figures f where not exists (select from tools t where t.id = f.tool_id and ${isLive(now)})`)
  return ids.length
}

/** Counts what stands in each category; written where it changed. */
async function countCategories(tx: Tx): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${LOCK}))`)
  await tx.execute(sql`
    with counted as (
      select category, count(*) filter (where standing <= 'deprioritised')::int4 as listed, count(*) filter (where standing = 'inactive')::int4 as inactive
      from directory_listings group by category
    ), gone as (
      delete from directory_categories c where not exists (select from counted where counted.category = c.category)
    )
    insert into directory_categories as c (category, listed, inactive)
    select category, listed, inactive from counted
    on conflict (category) do update set listed = excluded.listed, inactive = excluded.inactive
    where (c.listed, c.inactive) <> (excluded.listed, excluded.inactive)`)
}
