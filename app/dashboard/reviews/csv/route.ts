import { csvResponse } from '@/lib/http/csv'
import { readTenant } from '@/lib/http/read'
import { requireTenant } from '@/lib/http/require-actor'
import { isoDay } from '@/lib/time'
import { listReviewPage } from '@/lib/tools/reviews/queries'
import { reviewsQuery } from '../_parts/load-reviews'

/** More than anybody reads; a file that fits in memory. */
const MOST = 20_000

/** The list of reviews as CSV: same search and filters, every page. */
export async function GET(request: Request): Promise<Response> {
  const ctx = await requireTenant()
  const { filter } = reviewsQuery(Object.fromEntries(new URL(request.url).searchParams))
  const rows = await readTenant(ctx, (tx) => listReviewPage(tx, { organizationId: ctx.organizationId, now: ctx.now, ...filter, limit: MOST, offset: 0 }))
  return csvResponse(
    `reviews-${isoDay(ctx.now)}.csv`,
    ['review', 'tool', 'stars', 'posted_at', 'text', 'answered_at', 'answer'],
    rows.map((row) => [row.externalId, row.tool, row.rating, row.postedAt.toISOString(), row.body, row.respondedAt?.toISOString() ?? null, row.response]),
  )
}
