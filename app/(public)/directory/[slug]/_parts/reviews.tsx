import { Card } from '@/components/ui/card'
import { Pagination } from '@/components/ui/pagination'
import { ProgressBar } from '@/components/ui/progress-bar'
import { TimeAgo } from '@/components/ui/time-ago'
import { formatCount } from '@/lib/format'
import { type ListingPage, REVIEWS_PER_PAGE } from './load-listing'

/** What its consumers say, and what the publisher answered. */
export function Reviews({ page: { listing, reviews, answers, now }, reviewPage }: { page: ListingPage; reviewPage: number }) {
  const { rating, stars } = listing
  if (rating === null) {
    return (
      <Card title="No reviews yet">
        <p className="text-sm text-text-muted">Who calls the tool may review it on the platform; reviews and the publisher’s answers then stand here.</p>
      </Card>
    )
  }
  const path = `/directory/${encodeURIComponent(listing.slug)}`
  return (
    <Card
      id="reviews"
      title={`${rating.toFixed(1)} of 5 stars in ${listing.reviews === 1 ? 'one review' : `${formatCount(listing.reviews)} reviews`}`}
      note={answers === 0 ? 'None of them is answered by the publisher' : `${formatCount(answers)} of them answered by the publisher`}
    >
      <ul className="max-w-80 space-y-1 text-sm">
        {stars
          .map((count, n) => ({ star: n + 1, count }))
          .toReversed()
          .map(({ star, count }) => (
            <li key={star} className="grid grid-cols-[3.5rem_minmax(0,1fr)_2.5rem] items-center gap-2">
              <span className="text-text-muted">{star === 1 ? '1 star' : `${star} stars`}</span>
              <ProgressBar value={count} max={listing.reviews} />
              <span className="text-right tabular-nums">{formatCount(count)}</span>
            </li>
          ))}
      </ul>
      <ul className="mt-5 divide-y divide-border">
        {reviews.map((review) => (
          <li key={review.id} className="py-3.5 first:pt-0">
            <p className="flex flex-wrap items-baseline gap-x-3 text-sm">
              <span className="font-medium tabular-nums">{review.rating} of 5</span>
              <span className="text-text-muted">
                <TimeAgo at={review.postedAt} now={now} />
              </span>
            </p>
            {review.body ? <p className="mt-1 max-w-[68ch] break-words whitespace-pre-line">{review.body}</p> : null}
            {review.response ? (
              <div className="mt-2 max-w-[68ch] border-l-2 border-border pl-3">
                <p className="text-sm text-text-muted">
                  {listing.publisher} answered <TimeAgo at={review.respondedAt} now={now} empty="" />
                </p>
                <p className="mt-0.5 break-words whitespace-pre-line text-text-muted">{review.response}</p>
              </div>
            ) : null}
          </li>
        ))}
      </ul>
      {reviews.length === 0 ? <p className="text-sm text-text-muted">There are no more reviews on this page.</p> : null}
      {listing.reviews > REVIEWS_PER_PAGE ? (
        <Pagination
          query={{ path, params: {}, page: reviewPage, pageSize: REVIEWS_PER_PAGE, offset: (reviewPage - 1) * REVIEWS_PER_PAGE }}
          total={listing.reviews}
          shown={reviews.length}
          noun="review"
        />
      ) : null}
    </Card>
  )
}
