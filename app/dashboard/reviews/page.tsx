import { Download } from 'lucide-react'
import type { Metadata } from 'next'
import Link from 'next/link'
import { Card } from '@/components/ui/card'
import { EmptyPicture } from '@/components/ui/empty-picture'
import { EmptyState } from '@/components/ui/empty-state'
import { LinkButton } from '@/components/ui/link-button'
import { PageHeader } from '@/components/ui/page-header'
import { Pagination } from '@/components/ui/pagination'
import { TableFilters } from '@/components/ui/table-filters'
import { type SearchParams, tableHref } from '@/components/ui/table-query'
import { getOrganization } from '@/lib/accounts/queries'
import { readTenant } from '@/lib/http/read'
import { requireTenant } from '@/lib/http/require-actor'
import { listTools } from '@/lib/tools/queries'
import { countReviews, getWaitingReviews, listReviewPage } from '@/lib/tools/reviews/queries'
import { reviewsQuery } from './_parts/load-reviews'
import { ReviewItem } from './_parts/review-item'
import { ReviewTabs } from './_parts/review-tabs'
import { inTimeNote, waitingSentence } from './_parts/words'

export const metadata: Metadata = { title: 'Reviews' }

export default async function ReviewsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const ctx = await requireTenant()
  const { organizationId, now } = ctx
  const { query, filter } = reviewsQuery(await searchParams)
  const { reviews, total, waiting, tools, zone } = await readTenant(ctx, async (tx) => {
    const [reviews, total, waiting, tools, organization] = await Promise.all([
      listReviewPage(tx, { organizationId, now, ...filter, limit: query.pageSize, offset: query.offset }),
      countReviews(tx, { organizationId, now, ...filter }),
      getWaitingReviews(tx, { organizationId, now }),
      listTools(tx, { organizationId }),
      getOrganization(tx, organizationId),
    ])
    return { reviews, total, waiting, tools, zone: organization.timeZone }
  })
  const narrowed = Object.values(filter).some((value) => value !== undefined)
  const firstWaiting = reviews.find((review) => review.respondedAt === null)?.id

  return (
    <>
      <PageHeader eyebrow="Reviews" title={waitingSentence(waiting, now)} note={inTimeNote(waiting, now)} />
      <ReviewTabs current="reviews" />
      <div className="mt-4 space-y-4">
        <Card flush>
          <div className="flex flex-wrap items-center gap-2 border-b border-border px-3 py-2.5 sm:px-4">
            <TableFilters
              query={query}
              searchPlaceholder="Search in texts, or by id"
              narrowed={narrowed}
              filters={[
                { name: 'state', label: 'State', value: filter.state ?? '', allLabel: 'Every state', options: stateOptions },
                { name: 'stars', label: 'Stars', value: filter.stars ?? '', allLabel: 'Any stars', options: starOptions },
                {
                  name: 'tool',
                  label: 'Tool',
                  value: filter.tool ?? '',
                  allLabel: 'All tools',
                  options: tools.map(({ id, name }) => ({ value: id, label: name })),
                },
              ]}
            />
            <LinkButton
              size="sm"
              variant="ghost"
              href={tableHref({ path: '/dashboard/reviews/csv', params: query.params }, {})}
              download
              icon={<Download aria-hidden="true" />}
              className="ml-auto"
            >
              CSV
            </LinkButton>
          </div>
          {reviews.length > 0 ? (
            <>
              <ul>
                {reviews.map((review) => (
                  <ReviewItem key={review.id} review={review} now={now} zone={zone} open={review.id === firstWaiting && query.page === 1} />
                ))}
              </ul>
              <div className="border-t border-border px-4 py-2.5">
                <Pagination query={query} total={total} shown={reviews.length} noun="review" />
              </div>
            </>
          ) : narrowed || query.page > 1 ? (
            <p className="px-4 py-10 text-center">
              Nothing matches.{' '}
              <Link href={query.path} prefetch={false} className="text-accent underline underline-offset-2">
                Clear search and filters
              </Link>
            </p>
          ) : (
            <EmptyState picture={<EmptyPicture kind="list" />} title="Reviews of your tools stand here as soon as the platform reports them.">
              You answer them in place. Within 48 hours an answer counts twice: for operational health and for consumer satisfaction.
            </EmptyState>
          )}
        </Card>
        <p className="max-w-[75ch] text-sm text-text-muted">
          An answer is kept here whatever the platform reports later without it. Your webhook endpoints are told of it as{' '}
          <code className="font-mono text-xs">review.answered</code>; on the platform’s own pages it appears once your systems have passed it on.
        </p>
      </div>
    </>
  )
}

const stateOptions = [
  { value: 'waiting', label: 'Without an answer' },
  { value: 'in_time', label: 'Can still be in time' },
  { value: 'answered', label: 'Answered' },
]

const starOptions = [
  { value: 'low', label: 'One or two stars' },
  ...['5', '4', '3', '2', '1'].map((stars) => ({ value: stars, label: stars === '1' ? '1 star' : `${stars} stars` })),
]
