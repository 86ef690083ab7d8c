import { Card } from '@/components/ui/card'
import { KeyValue } from '@/components/ui/key-value'
import { LinkButton } from '@/components/ui/link-button'
import { ProgressBar } from '@/components/ui/progress-bar'
import { StatusMark } from '@/components/ui/status-mark'
import { Tag } from '@/components/ui/tag'
import { TimeAgo } from '@/components/ui/time-ago'
import type { Tone } from '@/components/ui/tone'
import { formatCount, formatDate, formatMoney, formatMs, formatPercent } from '@/lib/format'
import type { WindowTotals } from '@/lib/metrics/model'
import type { ProbeState } from '@/lib/probes/model'
import type { ToolPage } from './load-tool'

const probeMark: Record<ProbeState, { tone: Tone; label: string }> = {
  up: { tone: 'good', label: 'Up' },
  degraded: { tone: 'warning', label: 'Degraded' },
  down: { tone: 'critical', label: 'Down' },
}

/** Who is charged with the failures of the window: the no-fault ledger of one tool. */
export function Ledger({ totals, windowLabel }: { totals: WindowTotals; windowLabel: string }) {
  const rows: { label: string; count: number; note: string; tone: Tone }[] = [
    { label: 'You', count: totals.errorsDeveloper, note: 'counts in the fair error rate', tone: 'critical' },
    { label: 'Consumers', count: totals.errorsConsumer, note: 'wrong input, keys or quotas', tone: 'info' },
    { label: 'Upstream providers', count: totals.errorsUpstream, note: 'a provider that the tool stands on', tone: 'warning' },
    { label: 'Platform', count: totals.errorsPlatform, note: 'the gateway or an incident of the platform', tone: 'serious' },
  ]
  return (
    <Card title={totals.errors === 0 ? 'No failed calls' : `${formatCount(totals.errors)} failed calls, by who is charged`} note={`The last ${windowLabel}`}>
      <ul className="space-y-3">
        {rows.map((row) => (
          <li key={row.label}>
            <p className="flex flex-wrap justify-between gap-x-4 text-sm">
              <span>
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

/** What the health endpoint answered lately. */
export function HealthEndpoint({ page, now }: { page: ToolPage; now: Date }) {
  const { tool, uptime, probes, zone } = page
  if (!tool.healthEndpoint && probes.length === 0) {
    return (
      <Card
        title="No health endpoint"
        actions={
          <LinkButton href="/dashboard/health#integration" size="sm">
            What it adds
          </LinkButton>
        }
      >
        <p className="text-sm text-text-muted">
          With a health endpoint the tool is probed every 5 minutes, and its uptime counts in the score. The platform reports the address with the tool; it is a
          URL that answers GET with a 2xx status in under 2 seconds.
        </p>
      </Card>
    )
  }
  return (
    <Card
      title="Health endpoint"
      note={uptime ? `${formatPercent(uptime.upRatio)} of ${formatCount(uptime.probes)} probes in 28 days were not down` : 'Not probed in 28 days'}
    >
      {tool.healthEndpoint ? <p className="mb-3 font-mono text-xs break-all text-text-muted">{tool.healthEndpoint}</p> : null}
      <ul className="divide-y divide-border text-sm">
        {probes.map((probe) => (
          <li key={probe.windowAt.toISOString()} className="flex flex-wrap items-center gap-x-4 gap-y-0.5 py-1.5">
            <span className="w-24">
              <StatusMark {...probeMark[probe.state]} />
            </span>
            <span className="w-16 text-right tabular-nums">{probe.latencyMs === null ? '–' : formatMs(probe.latencyMs)}</span>
            <span className="w-10 text-right text-text-muted tabular-nums">{probe.statusCode ?? '–'}</span>
            <span className="ml-auto text-text-muted">
              <TimeAgo at={probe.checkedAt} now={now} zone={zone} />
            </span>
            {probe.reason ? <span className="basis-full text-text-muted">{probe.reason}</span> : null}
          </li>
        ))}
      </ul>
    </Card>
  )
}

/** Versions with their changelog, newest first. */
export function Versions({ page }: { page: ToolPage }) {
  const { versions, zone } = page
  return (
    <Card
      title={versions.length === 0 ? 'No versions reported' : 'Versions'}
      note={versions.length === 0 ? undefined : 'Newest first; releases are marked in the charts.'}
    >
      {versions.length === 0 ? (
        <p className="text-sm text-text-muted">Versions with semantic numbers and a changelog tell consumers what changed, and count in the score.</p>
      ) : (
        <ul className="space-y-3 text-sm">
          {versions.map((version) => (
            <li key={version.id}>
              <p className="flex flex-wrap items-center gap-2">
                <Tag mono>{version.version}</Tag>
                <span className="text-text-muted">{formatDate(version.releasedAt, zone)}</span>
              </p>
              <p className="mt-1 max-w-[68ch] whitespace-pre-line">{version.changelog || <span className="text-text-muted">No changelog.</span>}</p>
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}

/** What consumers say, and the money that went back. */
export function Reviews({ page, now }: { page: ToolPage; now: Date }) {
  const { reviewSummary, reviews, refunds, zone } = page
  return (
    <Card
      title={
        reviewSummary.averageRating === null
          ? 'No reviews yet'
          : `${reviewSummary.averageRating.toFixed(1)} of 5 stars in ${formatCount(reviewSummary.reviews)} reviews`
      }
      note={reviewSummary.reviews > 0 ? `${formatCount(reviewSummary.answered)} answered` : undefined}
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
          : `${counted(refunds.refunds, 'refund')} and ${counted(refunds.disputes, 'dispute')} in 28 days, ${formatMoney(refunds.amountMicros)} together.`}
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
