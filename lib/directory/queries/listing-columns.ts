import { sql } from 'drizzle-orm'
import type { Badge, Standing } from '@/lib/gates/model'
import type { Listing } from '../model'

/** The columns of a listing, without its words, as toListing reads them. */
export const listingColumns = sql`tool_id, organization_id, slug, name, publisher, description, category, standing, badges, simulated, quality,
  uptime_ratio, probes, error_ratio, rated_calls, avg_latency_ms, p95_latency_ms, timed_calls, calls, rating, reviews, version,
  (extract(epoch from published_at) * 1000)::float8 as published_at_ms, (extract(epoch from updated_at) * 1000)::float8 as updated_at_ms`

export interface ListingRow extends Record<string, unknown> {
  tool_id: string
  organization_id: string
  slug: string
  name: string
  publisher: string
  description: string
  category: string
  standing: Standing
  badges: Badge[]
  simulated: boolean
  quality: number
  uptime_ratio: number | null
  probes: number
  error_ratio: number | null
  rated_calls: number
  avg_latency_ms: number | null
  p95_latency_ms: number | null
  timed_calls: number
  calls: number
  rating: number | null
  reviews: number
  version: string | null
  published_at_ms: number
  updated_at_ms: number
}

export function toListing(row: ListingRow): Listing {
  return {
    toolId: row.tool_id,
    organizationId: row.organization_id,
    slug: row.slug,
    name: row.name,
    publisher: row.publisher,
    description: row.description,
    category: row.category,
    standing: row.standing,
    badges: row.badges,
    simulated: row.simulated,
    quality: row.quality,
    uptimeRatio: row.uptime_ratio,
    probes: row.probes,
    errorRatio: row.error_ratio,
    ratedCalls: row.rated_calls,
    avgLatencyMs: row.avg_latency_ms,
    p95LatencyMs: row.p95_latency_ms,
    timedCalls: row.timed_calls,
    calls: row.calls,
    rating: row.rating,
    reviews: row.reviews,
    version: row.version,
    publishedAt: new Date(row.published_at_ms),
    updatedAt: new Date(row.updated_at_ms),
  }
}
