import type { Listing } from '@/lib/directory/model'

/** What search engines read of a listing (schema.org); a rating only where somebody has rated. */
export function structuredListing(listing: Listing, url: string): string {
  return JSON.stringify({
    '@context': 'https://schema.org',
    '@type': 'SoftwareApplication',
    name: listing.name,
    description: listing.description || undefined,
    url,
    applicationCategory: listing.category,
    operatingSystem: 'Any',
    softwareVersion: listing.version ?? undefined,
    datePublished: listing.publishedAt.toISOString(),
    author: { '@type': 'Organization', name: listing.publisher },
    ...(listing.rating === null
      ? {}
      : {
          aggregateRating: {
            '@type': 'AggregateRating',
            ratingValue: Number(listing.rating.toFixed(2)),
            reviewCount: listing.reviews,
            bestRating: 5,
            worstRating: 1,
          },
        }),
  })
}
