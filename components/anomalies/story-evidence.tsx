import { Card } from '@/components/ui/card'
import { cx } from '@/components/ui/cx'
import { ProgressBar } from '@/components/ui/progress-bar'
import { ScrollRegion } from '@/components/ui/scroll-region'
import { TimeAgo } from '@/components/ui/time-ago'
import type { Evidence, StoryFacts } from '@/lib/anomalies/model'
import { causeKindWords, suspectKindWords } from '@/lib/anomalies/stories/words'
import { formatCount, formatDateTime, formatPercent } from '@/lib/format'

/** Values with a share below this and nothing to explain are left out. */
const WORTH_A_LINE = 0.02
const MOST_LINES = 12

/** Each value that could be the cause: its share now and before, and what is left without it. */
export function EvidenceTable({ facts, zone }: { facts: StoryFacts; zone: string }) {
  const { cause, examined } = facts
  const lines = facts.evidence
    .filter((one) => one.explains >= WORTH_A_LINE || one.shareNow >= WORTH_A_LINE || isCause(one, facts))
    .sort((a, b) => Number(isCause(b, facts)) - Number(isCause(a, facts)) || b.explains - a.explains || b.shareNow - a.shareNow)
    .slice(0, MOST_LINES)
  return (
    <Card
      flush
      title={cause ? 'The evidence' : 'No single cause stands out'}
      note={
        examined
          ? `Calls from ${formatDateTime(new Date(examined.from), zone)} to ${formatDateTime(new Date(examined.to), zone)}, against the same time on ${examined.days === 1 ? 'one earlier day' : `${examined.days} earlier days`}. Each value is taken away in turn: what then flattens the rise is the likely cause.`
          : 'The calls of this time are no longer kept, so they could not be looked into.'
      }
    >
      {lines.length === 0 ? (
        <p className="px-4 py-4 text-sm text-text-muted sm:px-5">No consumer, key, error code, provider, route or version has a share worth naming.</p>
      ) : (
        <ScrollRegion label="Evidence">
          <table className="w-full text-sm">
            <caption className="sr-only">Shares of what was out of the ordinary</caption>
            <thead>
              <tr className="text-xs text-text-muted">
                <Head>Value</Head>
                <Head end>Share now</Head>
                <Head end>Share before</Head>
                <Head>Explains</Head>
                <Head end>Calls</Head>
                <Head end>Failed</Head>
              </tr>
            </thead>
            <tbody>
              {lines.map((one) => (
                <tr key={`${one.kind}-${one.value}`} className={cx('border-t border-border', isCause(one, facts) && 'bg-surface-muted font-medium')}>
                  <th scope="row" className="px-4 py-2 text-left font-[inherit] sm:px-5">
                    {one.label}
                    <span className="block text-xs font-normal text-text-muted">
                      {causeKindWords[one.kind]}
                      {isCause(one, facts) ? ', the likely cause' : ''}
                    </span>
                  </th>
                  <Cell>{formatPercent(one.shareNow, 0)}</Cell>
                  <Cell>{formatPercent(one.shareBefore, 0)}</Cell>
                  <td className="min-w-32 px-4 py-2">
                    <span className="flex items-center gap-2">
                      <ProgressBar value={one.explains} max={1} tone={isCause(one, facts) ? 'serious' : 'info'} />
                      <span className="w-12 shrink-0 text-right tabular-nums">{formatPercent(Math.min(1, Math.max(0, one.explains)), 0)}</span>
                    </span>
                  </td>
                  <Cell>{formatCount(one.calls)}</Cell>
                  <Cell>{formatCount(one.errors)}</Cell>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollRegion>
      )}
    </Card>
  )
}

function isCause(one: Evidence, { cause }: StoryFacts): boolean {
  return cause !== null && one.kind === cause.kind && one.value === cause.value
}

function Head({ children, end }: { children: string; end?: boolean }) {
  return (
    <th scope="col" className={cx('px-4 py-2 font-medium whitespace-nowrap first:sm:px-5', end ? 'text-right' : 'text-left')}>
      {children}
    </th>
  )
}

function Cell({ children }: { children: string }) {
  return <td className="px-4 py-2 text-right whitespace-nowrap tabular-nums">{children}</td>
}

/** What changed shortly before, the likeliest first. */
export function Suspects({ facts, startedAt, now, zone }: { facts: StoryFacts; startedAt: Date; now: Date; zone: string }) {
  return (
    <Card
      title={facts.suspects.length === 0 ? 'Nothing is known to have changed before' : 'What changed before'}
      note={facts.suspects.length === 0 ? undefined : 'Ranked by how near in time it was and how far it covers what is affected.'}
    >
      {facts.suspects.length === 0 ? (
        <p className="text-sm text-text-muted">
          Versions, deploys, key rotations, price and flag changes and incidents are looked through. Report your deploys as markers, and they stand here.
        </p>
      ) : (
        <ol className="space-y-3">
          {facts.suspects.map((suspect) => (
            <li key={`${suspect.kind}-${suspect.at}-${suspect.label}`} className="text-sm">
              <div className="flex flex-wrap items-baseline justify-between gap-x-4">
                <span className="min-w-0 font-medium break-words">{suspect.label}</span>
                <span className="text-text-muted">{distance(startedAt, new Date(suspect.at))}</span>
              </div>
              <div className="flex flex-wrap items-baseline justify-between gap-x-4 text-text-muted">
                <span>
                  {suspectKindWords[suspect.kind]}, <TimeAgo at={new Date(suspect.at)} now={now} zone={zone} />
                </span>
                <span>{likelihood(suspect.likelihood)}</span>
              </div>
            </li>
          ))}
        </ol>
      )}
    </Card>
  )
}

function distance(startedAt: Date, at: Date): string {
  const minutes = Math.round((startedAt.getTime() - at.getTime()) / 60_000)
  if (minutes === 0) return 'at the same minute'
  const size = Math.abs(minutes)
  const text = size < 120 ? `${size} min` : `${Math.round(size / 60)} h`
  return minutes > 0 ? `${text} before` : `${text} after`
}

function likelihood(value: number): string {
  return `${value >= 0.7 ? 'likely' : value >= 0.35 ? 'possible' : 'unlikely'} (${formatPercent(value, 0)})`
}
