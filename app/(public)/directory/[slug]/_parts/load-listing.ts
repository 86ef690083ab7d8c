import { cache } from 'react'
import { countAnswers, findListingDetails, findNewestVersion, listPublicReviews } from '@/lib/directory/queries/listing'
import { readPublic } from '@/lib/http/read'
import { findUser } from '@/lib/http/require-actor'
import { unlessAway } from '../../_parts/when-away'

export const REVIEWS_PER_PAGE = 10

/**
 * Everything on a listing's page; null when there is none, or it is hidden and the reader does not
 * belong to its publisher; 'away' when the database is. One read a request, for metadata and page.
 */
export const loadListing = cache((slug: string, reviewPage: number) =>
  unlessAway(async () => {
    const now = new Date()
    const page = await readPublic(async (tx) => {
      const listing = await findListingDetails(tx, slug)
      if (!listing) return null
      const { toolId } = listing
      const [reviews, answers, version] = await Promise.all([
        listPublicReviews(tx, { toolId, now, limit: REVIEWS_PER_PAGE, offset: (reviewPage - 1) * REVIEWS_PER_PAGE }),
        countAnswers(tx, { toolId, now }),
        findNewestVersion(tx, { toolId, now }),
      ])
      return { listing, reviews, answers, version, now }
    })
    if (page?.listing.standing !== 'hidden') return page
    const reader = await findUser()
    return reader?.actor.organizationId === page.listing.organizationId ? page : null
  }),
)

export type ListingPage = Exclude<NonNullable<Awaited<ReturnType<typeof loadListing>>>, 'away'>
