import { type SQL, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import type { Badge, Standing } from '@/lib/gates/model'
import { toolStandings } from '@/lib/gates/queries/standings'
import { DESCRIPTION_LENGTH, MINIMUM_CALLS, MINIMUM_PROBES, NAME_LENGTH } from '../model'

/** A listing as the facts have it now; its quality is not yet said. */
export interface ListingFacts extends Record<string, unknown> {
  toolId: string
  organizationId: string
  slug: string
  name: string
  publisher: string
  description: string
  category: string
  standing: Standing
  badges: Badge[]
  simulated: boolean
  uptimeRatio: number | null
  probes: number
  errorRatio: number | null
  ratedCalls: number
  avgLatencyMs: number | null
  p95LatencyMs: number | null
  timedCalls: number
  calls: number
  rating: number | null
  reviews: number
  stars: number[]
  version: string | null
  publishedAtMs: number
}

/** Ids of the live tools after the given one, in order. */
export async function listLiveTools(tx: Tx, { now, after, limit, only }: RefreshScope & { now: Date; after: string; limit: number }): Promise<string[]> {
  const rows = await tx.execute<{ id: string }>(sql`
    select t.id from tools t where t.id > ${after} and ${isLive(now)} and ${inScope({ only })} order by t.id limit ${limit}`)
  return rows.map(({ id }) => id)
}

/** The facts of those of the given tools whose listing says something else, or was weighed by another formula, or is not there. */
export async function listChangedFacts(tx: Tx, { now, ids, qualityVersion }: { now: Date; ids: string[]; qualityVersion: number }): Promise<ListingFacts[]> {
  return tx.execute<ListingFacts>(sql`
    with ${facts(now, ids)}
    select f.tool_id as "toolId", f.organization_id as "organizationId", f.slug, f.name, f.publisher, f.description, f.category, f.standing, f.badges,
      f.simulated, f.uptime_ratio as "uptimeRatio", f.probes, f.error_ratio as "errorRatio", f.rated_calls as "ratedCalls",
      f.avg_latency_ms as "avgLatencyMs", f.p95_latency_ms as "p95LatencyMs", f.timed_calls as "timedCalls", f.calls, f.rating, f.reviews, f.stars,
      f.version, (extract(epoch from f.published_at) * 1000)::float8 as "publishedAtMs"
    from fact f
    left join directory_listings l on l.tool_id = f.tool_id
    where l.tool_id is null or l.quality_version <> ${qualityVersion}
      or (${sql.raw(columnsOf('f'))}) is distinct from (${sql.raw(columnsOf('l'))})`)
}

const compared =
  'organization_id slug name publisher description category standing badges simulated uptime_ratio probes error_ratio rated_calls avg_latency_ms p95_latency_ms timed_calls calls rating reviews stars version published_at'

function columnsOf(prefix: string): string {
  return compared
    .split(' ')
    .map((column) => `${prefix}.${column}`)
    .join(', ')
}

/** Whose tools a refresh brings up to date; all when nothing is said. */
export interface RefreshScope {
  only?: 'simulated'
}

/** A tool of the scope. */
export function inScope({ only }: RefreshScope): SQL {
  return only ? sql`t.organization_id in (select id from organizations where simulated)` : sql`true`
}

/** A tool that is published and not archived. */
export function isLive(now: Date): SQL {
  return sql`(t.archived_at is null or t.archived_at > ${now})`
}

function facts(now: Date, ids: string[]): SQL {
  return sql`
    live as (
      select t.*, o.name as publisher, o.simulated
      from tools t join organizations o on o.id = t.organization_id
      where t.id = any(${sql.param(ids)}::uuid[]) and ${isLive(now)}
    ), review as (
      select r.tool_id, count(*)::int4 as reviews, avg(r.rating)::float4 as rating,
        array[count(*) filter (where r.rating = 1), count(*) filter (where r.rating = 2), count(*) filter (where r.rating = 3),
          count(*) filter (where r.rating = 4), count(*) filter (where r.rating = 5)]::int4[] as stars
      from reviews r join live on live.id = r.tool_id
      where r.posted_at <= ${now}
      group by r.tool_id
    ), newest_version as (
      select distinct on (v.tool_id) v.tool_id, v.version
      from tool_versions v join live on live.id = v.tool_id
      where v.released_at <= ${now}
      order by v.tool_id, v.released_at desc, v.id desc
    ), standing as (
      select s.tool_id, s.standing, s.badges from (${toolStandings()}) s where s.tool_id = any(${sql.param(ids)}::uuid[])
    ), fact as (
      select live.id as tool_id, live.organization_id, live.slug, left(live.name, ${NAME_LENGTH}) as name, left(live.publisher, ${NAME_LENGTH}) as publisher,
        left(live.description, ${DESCRIPTION_LENGTH}) as description, left(live.category, ${NAME_LENGTH}) as category,
        coalesce(standing.standing, 'normal')::listing_standing as standing, coalesce(standing.badges, '{}') as badges,
        live.simulated,
        case when f.probes >= ${MINIMUM_PROBES} then (1 - f.probes_down::float8 / f.probes)::float4 end as uptime_ratio, coalesce(f.probes, 0) as probes,
        case when f.fair_rated >= ${MINIMUM_CALLS} then (f.fair_errors::float8 / f.fair_rated)::float4 end as error_ratio, coalesce(f.fair_rated, 0) as rated_calls,
        case when f.timed_calls >= ${MINIMUM_CALLS} then f.avg_latency_ms end as avg_latency_ms,
        case when f.timed_calls >= ${MINIMUM_CALLS} then f.p95_latency_ms end as p95_latency_ms, coalesce(f.timed_calls, 0) as timed_calls,
        coalesce(f.calls, 0) as calls, review.rating, coalesce(review.reviews, 0) as reviews, coalesce(review.stars, '{0,0,0,0,0}') as stars,
        newest_version.version, live.published_at
      from live
      left join directory_figures f on f.tool_id = live.id
      left join review on review.tool_id = live.id
      left join newest_version on newest_version.tool_id = live.id
      left join standing on standing.tool_id = live.id
    )`
}
