import { readTenant } from '@/lib/http/read'
import { route } from '@/lib/http/route'
import { reviewListInputSchema, reviewListSchema } from '@/lib/tools/reviews/api'
import { countReviews, listReviewPage } from '@/lib/tools/reviews/queries'

const PAGE_SIZE = 50

export const GET = route(
  {
    access: { tenant: 'scores:read' },
    summary: 'Reviews of the organization’s tools with their answers, newest first, 50 a page.',
    query: reviewListInputSchema,
    output: reviewListSchema,
  },
  ({ organizationId, now }, { query: { page, ...filter } }) =>
    readTenant({ organizationId }, async (tx) => {
      const [total, reviews] = await Promise.all([
        countReviews(tx, { organizationId, now, ...filter }),
        listReviewPage(tx, { organizationId, now, ...filter, limit: PAGE_SIZE, offset: (page - 1) * PAGE_SIZE }),
      ])
      return { total, page, pageSize: PAGE_SIZE, reviews }
    }),
)
