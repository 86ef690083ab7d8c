import { placeBand } from '@/components/charts/band-scale'
import { QuartileBand, QuartileLegend } from '@/components/charts/quartile-band'
import { Badge } from '@/components/ui/badge'
import { Card } from '@/components/ui/card'
import { LinkTabs } from '@/components/ui/link-tabs'
import { formatDate, formatPercent } from '@/lib/format'
import { type PeerFigure, type PeerGroup, type PeerReport, peerMetrics } from '@/lib/peers/model'
import { betterThanLabel, peerHeadline, peersOf, quartilesLabel } from '@/lib/peers/report'
import { addDays } from '@/lib/time'

interface PeersCardProps {
  report: PeerReport
  /** The category that was asked for; everybody when it is none of the developer's. */
  category: string | null
  /** What the reader calls the developer: "you", "this publisher". */
  own: string
  /** The address of the page with another group; null: everybody. */
  hrefOf: (category: string | null) => string
}

/** Where a developer stands among the others: for each figure its place beside their middle half. */
export function PeersCard({ report, category, own, hrefOf }: PeersCardProps) {
  const group = report.groups.find((candidate) => candidate.category === category) ?? report.groups[0]
  if (!group) return <Card id="peers" title="Peers" note={waiting[report.state === 'compared' ? 'none' : report.state]} />
  const window = report.asOf ? `28 days to ${formatDate(addDays(report.asOf, -1), 'UTC')}` : null
  return (
    <Card
      id="peers"
      title={peerHeadline(group) ?? `Too few peers${group.category === null ? '' : ` in ${group.category}`} to compare with`}
      note={`${window}. Compared every night at 05:30 UTC; equal figures count half.`}
      actions={report.stale ? <Badge tone="warning">not calculated since</Badge> : null}
      flush
    >
      {report.groups.length > 1 ? (
        <div className="border-b border-border px-2 sm:px-3">
          <LinkTabs
            label="Compare with"
            onCard
            current={group.category ?? ''}
            tabs={report.groups.map((one) => ({ key: one.category ?? '', label: one.category ?? 'All developers', href: hrefOf(one.category) }))}
          />
        </div>
      ) : null}
      {group.metrics.some((metric) => metric.state === 'ranked') ? <Figures group={group} own={own} /> : <TooFew group={group} minimum={report.minimum} />}
    </Card>
  )
}

const waiting = {
  none: 'Developers are compared every night at 05:30 UTC, after the scores are calculated. The first comparison stands here then.',
  new: 'The comparison begins with the first score: it needs data in at least three of the five dimensions.',
  inactive: 'No tool was called in 28 days. Developers without calls are left out of the comparison, on both sides.',
}

function TooFew({ group, minimum }: { group: PeerGroup; minimum: number }) {
  const reasons = group.metrics.filter((metric) => metric.state === 'not_applicable')
  return (
    <div className="max-w-[68ch] space-y-1 px-4 py-4 text-sm text-text-muted sm:px-5">
      <p>
        A group needs at least {minimum} developers, so that no single one can be told from its figures, not even by holding it against another group. Until
        then nothing of it is shown.
      </p>
      {reasons.map((metric) => (
        <p key={metric.id}>
          {metric.title}: {metric.reason}
        </p>
      ))}
    </div>
  )
}

function Figures({ group, own }: { group: PeerGroup; own: string }) {
  const who = peersOf(group.category)
  return (
    <>
      <div className="px-4 pt-3 sm:px-5">
        <QuartileLegend own={own} group={`middle half of ${who}, with its median`} />
      </div>
      <ul className="divide-y divide-border">
        {group.metrics.map((figure) => (
          <li key={figure.id} className="grid grid-cols-[1fr_auto] items-center gap-x-6 gap-y-1 px-4 py-3 sm:px-5 md:grid-cols-[11rem_minmax(0,1fr)_15rem]">
            <Figure figure={figure} who={who} />
          </li>
        ))}
      </ul>
    </>
  )
}

function Figure({ figure, who }: { figure: PeerFigure; who: string }) {
  const { id, title, valueLabel, state, reason, value, quartiles, betterThan, betterThanWeekBefore } = figure
  if (state !== 'ranked' || value === null || !quartiles || betterThan === null) {
    return (
      <>
        <Title figure={figure} />
        <p className="text-right text-sm tabular-nums md:order-last md:text-left">{valueLabel ?? <span className="text-text-muted">not applicable</span>}</p>
        <p className="text-sm text-text-muted max-md:col-span-2">{reason}</p>
      </>
    )
  }
  const { better, bounds } = peerMetrics[id]
  const middle = `Middle half ${quartilesLabel(id, quartiles)}`
  return (
    <>
      <div>
        <Title figure={figure} />
        <p className="text-sm tabular-nums">{valueLabel}</p>
      </div>
      <div className="min-w-0 max-md:col-span-2 max-md:row-start-2">
        <QuartileBand places={placeBand(quartiles, value, { better, bounds: [bounds[0], bounds[1]] })} label={`${title}: ${valueLabel}. ${middle}.`} />
        <p className="px-2 text-xs text-text-muted tabular-nums">{middle}</p>
      </div>
      <div className="text-right md:text-left">
        <p className="first-letter:uppercase">{betterThanLabel(betterThan, who)}</p>
        <p className="text-xs text-text-muted tabular-nums">
          {betterThanWeekBefore === null ? 'no comparison yet' : `${formatPercent(betterThanWeekBefore, 0)} a week before`}
        </p>
      </div>
    </>
  )
}

/** Leads to the metric's thresholds and source in its dimension; the score is the page itself. */
function Title({ figure: { id, title } }: { figure: PeerFigure }) {
  if (id === 'score') return <p className="font-medium">{title}</p>
  return (
    <p className="font-medium">
      <a href={`#${id}`} className="underline decoration-border-strong decoration-dotted underline-offset-4 hover:text-accent">
        {title}
      </a>
    </p>
  )
}
