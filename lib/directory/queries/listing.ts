import { and, count, desc, eq, isNotNull, lte, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { directoryFigures, directoryListings } from '@/db/schema/directory'
import { reviews, toolVersions } from '@/db/schema/tools'
import type { Standing } from '@/lib/gates/model'
import type { Listing } from '../model'
import { type ListingRow, listingColumns, toListing } from './listing-columns'

/** A listing with its reviews by stars and its 28 days one by one, oldest first. */
export interface ListingDetails extends Listing {
  /** How many reviews gave one star, two, … five. */
  stars: number[]
  /** UTC midnight that ends the 28 days; null before the first figures. */
  windowTo: Date | null
  uptimeDays: (number | null)[]
  errorDays: (number | null)[]
  p95Days: (number | null)[]
}

/** The listing of this slug, whatever its standing; null when there is none. Who may see a hidden one is the caller's to say. */
export async function findListing(tx: Tx, slug: string): Promise<Listing | null> {
  const [row] = await tx.execute<ListingRow>(sql`select ${listingColumns} from directory_listings where slug = ${slug}`)
  return row ? toListing(row) : null
}

/** The same with everything that its page shows. */
export async function findListingDetails(tx: Tx, slug: string): Promise<ListingDetails | null> {
  const listing = await findListing(tx, slug)
  if (!listing) return null
  const [row] = await tx
    .select({
      stars: directoryListings.stars,
      windowTo: directoryFigures.windowTo,
      // As JSON: read as an array, a day without a figure would come as NaN.
      uptimeDays: sql<(number | null)[] | null>`to_jsonb(${directoryFigures.uptimeDays})`,
      errorDays: sql<(number | null)[] | null>`to_jsonb(${directoryFigures.errorDays})`,
      p95Days: sql<(number | null)[] | null>`to_jsonb(${directoryFigures.p95Days})`,
    })
    .from(directoryListings)
    .leftJoin(directoryFigures, eq(directoryFigures.toolId, directoryListings.toolId))
    .where(eq(directoryListings.toolId, listing.toolId))
  if (!row) return null
  return { ...listing, ...row, uptimeDays: row.uptimeDays ?? [], errorDays: row.errorDays ?? [], p95Days: row.p95Days ?? [] }
}

/** What a review says in public. Who wrote it is the consumer's own business. */
export interface PublicReview {
  id: string
  rating: number
  body: string
  postedAt: Date
  response: string | null
  respondedAt: Date | null
}

/** Reviews of a tool, newest first. */
export function listPublicReviews(
  tx: Tx,
  { toolId, now, limit, offset }: { toolId: string; now: Date; limit: number; offset: number },
): Promise<PublicReview[]> {
  return tx
    .select({
      id: reviews.id,
      rating: reviews.rating,
      body: reviews.body,
      postedAt: reviews.postedAt,
      response: reviews.response,
      respondedAt: reviews.respondedAt,
    })
    .from(reviews)
    .where(and(eq(reviews.toolId, toolId), lte(reviews.postedAt, now)))
    .orderBy(desc(reviews.postedAt), desc(reviews.id))
    .limit(limit)
    .offset(offset)
}

/** How many of a tool's reviews its publisher has answered. */
export async function countAnswers(tx: Tx, { toolId, now }: { toolId: string; now: Date }): Promise<number> {
  const [row] = await tx
    .select({ answers: count() })
    .from(reviews)
    .where(and(eq(reviews.toolId, toolId), lte(reviews.postedAt, now), isNotNull(reviews.respondedAt)))
  return row?.answers ?? 0
}

/** The newest released version of a tool with what changed in it; null without one. */
export async function findNewestVersion(tx: Tx, { toolId, now }: { toolId: string; now: Date }) {
  const [row] = await tx
    .select({ version: toolVersions.version, changelog: toolVersions.changelog, releasedAt: toolVersions.releasedAt })
    .from(toolVersions)
    .where(and(eq(toolVersions.toolId, toolId), lte(toolVersions.releasedAt, now)))
    .orderBy(desc(toolVersions.releasedAt), desc(toolVersions.id))
    .limit(1)
  return row ?? null
}

/** How the listing of a tool stands, for its publisher; null before the first refresh. */
export async function findToolListing(tx: Tx, toolId: string): Promise<{ slug: string; standing: Standing; badges: Listing['badges'] } | null> {
  const [row] = await tx
    .select({ slug: directoryListings.slug, standing: directoryListings.standing, badges: sql<Listing['badges']>`${directoryListings.badges}` })
    .from(directoryListings)
    .where(eq(directoryListings.toolId, toolId))
  return row ?? null
}
