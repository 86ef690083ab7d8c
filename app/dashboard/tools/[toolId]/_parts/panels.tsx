import Link from 'next/link'
import { Card } from '@/components/ui/card'
import { KeyValue } from '@/components/ui/key-value'
import { LinkButton } from '@/components/ui/link-button'
import { ProgressBar } from '@/components/ui/progress-bar'
import { StatusMark } from '@/components/ui/status-mark'
import { TimeAgo } from '@/components/ui/time-ago'
import type { Tone } from '@/components/ui/tone'
import { formatCount, formatDate, formatMoney } from '@/lib/format'
import type { WindowTotals } from '@/lib/metrics/model'
import type { ToolPage } from './load-tool'

/** Who is charged with the failures of the window: the no-fault ledger of one tool. */
export function Ledger({ totals, windowLabel }: { totals: WindowTotals; windowLabel: string }) {
  const rows: { label: string; count: number; note: string; tone: Tone }[] = [
    { label: 'You', count: totals.errorsDeveloper, note: 'counts in the fair error rate', tone: 'critical' },
    { label: 'Consumers', count: totals.errorsConsumer, note: 'wrong input, keys or quotas', tone: 'info' },
    { label: 'Upstream providers', count: totals.errorsUpstream, note: 'a provider that the tool stands on', tone: 'warning' },
    { label: 'Platform', count: totals.errorsPlatform, note: 'the gateway or an incident of the platform', tone: 'serious' },
  ]
  return (
    <Card
      id="ledger"
      title={totals.errors === 0 ? 'No failed calls' : `${formatCount(totals.errors)} failed calls, by who is charged`}
      note={`The last ${windowLabel}`}
    >
      <ul className="space-y-3">
        {rows.map((row) => (
          <li key={row.label}>
            <p className="flex items-end justify-between gap-x-4 text-sm">
              <span className="min-w-0">
                {row.label} <span className="text-text-muted">{row.note}</span>
              </span>
              <span className="tabular-nums">{formatCount(row.count)}</span>
            </p>
            <ProgressBar value={row.count} max={totals.errors} tone={row.tone} className="mt-1" />
          </li>
        ))}
      </ul>
      <p className="mt-4 text-sm text-text-muted">
        By status: {formatCount(totals.errors4xx)} of 4xx, {formatCount(totals.errors429)} of 429, {formatCount(totals.errors5xx)} of 5xx,{' '}
        {formatCount(totals.errors - totals.errors4xx - totals.errors429 - totals.errors5xx)} without a status.
      </p>
    </Card>
  )
}

/** What consumers say, and the money that went back. */
export function Reviews({ page, now }: { page: ToolPage; now: Date }) {
  const { reviewSummary, reviews, refunds, zone } = page
  return (
    <Card
      id="reviews"
      title={
        reviewSummary.averageRating === null
          ? 'No reviews yet'
          : `${reviewSummary.averageRating.toFixed(1)} of 5 stars in ${formatCount(reviewSummary.reviews)} reviews`
      }
      note={reviewSummary.reviews > 0 ? `${formatCount(reviewSummary.answered)} answered` : undefined}
      actions={
        reviewSummary.reviews > 0 ? (
          <LinkButton href={`/dashboard/reviews?tool=${page.tool.id}`} size="sm">
            {reviewSummary.answered < reviewSummary.reviews ? 'Read and answer' : 'All reviews'}
          </LinkButton>
        ) : undefined
      }
    >
      <ul className="space-y-3 text-sm">
        {reviews.map(({ review, consumer }) => (
          <li key={review.id}>
            <p className="flex flex-wrap items-center gap-x-3">
              <span className="font-medium tabular-nums">{review.rating} of 5</span>
              <span className="text-text-muted">{consumer}</span>
              <span className="text-text-muted">
                <TimeAgo at={review.postedAt} now={now} zone={zone} />
              </span>
              <StatusMark tone={review.respondedAt ? 'good' : 'warning'} label={review.respondedAt ? 'Answered' : 'Not answered'} />
            </p>
            {review.body ? <p className="mt-0.5 max-w-[68ch]">{review.body}</p> : null}
            {review.response ? <p className="mt-1 max-w-[68ch] border-l-2 border-border pl-3 text-text-muted">{review.response}</p> : null}
          </li>
        ))}
      </ul>
      <p className={`text-sm text-text-muted ${reviews.length > 0 ? 'mt-4' : ''}`}>
        {refunds.refunds + refunds.disputes === 0
          ? 'No refunds or disputes in 28 days.'
          : `${counted(refunds.refunds, 'refund')} and ${counted(refunds.disputes, 'dispute')} in 28 days, ${formatMoney(refunds.amountMicros)} together.`}{' '}
        {refunds.refunds + refunds.disputes > 0 ? (
          <Link href={`/dashboard/reviews/refunds?tool=${page.tool.id}`} prefetch={false} className="text-accent underline underline-offset-2">
            See each
          </Link>
        ) : null}
      </p>
    </Card>
  )
}

/** What the platform reports about the tool. */
export function Facts({ page }: { page: ToolPage }) {
  const { tool, zone } = page
  return (
    <Card title="As reported by the platform">
      {tool.description ? <p className="mb-4 max-w-[68ch] text-sm">{tool.description}</p> : null}
      <KeyValue
        columns={3}
        items={[
          { label: 'Category', value: tool.category },
          { label: 'Id at the platform', value: <code className="font-mono text-sm">{tool.externalId}</code> },
          { label: 'Published', value: formatDate(tool.publishedAt, zone) },
          { label: 'Stands on', value: tool.dependsOn.length > 0 ? tool.dependsOn.join(', ') : 'no provider' },
          { label: 'Route', value: tool.route ? <code className="font-mono text-sm">{tool.route}</code> : 'not reported' },
        ]}
      />
    </Card>
  )
}

function counted(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`
}
