import type { Context } from '@/lib/auth/model'
import type { JobResult, Work } from '@/lib/work'
import type { RefreshScope } from '../queries/listing-facts'
import { refreshFigures } from './refresh-figures'
import { refreshListings } from './refresh-listings'

/**
 * Brings the public directory to what the facts say at `now`: first the figures that are due, then the
 * listings. What was written before a run was killed stays; the next run does the rest.
 * @throws when the database is away
 */
export async function refreshDirectory(ctx: Context, work: Work & RefreshScope): Promise<JobResult> {
  const figures = await refreshFigures(ctx, work)
  const listings = await refreshListings(ctx, work)
  return { checked: listings.checked, changed: listings.changed, failed: figures.failed + listings.failed }
}
