import type { ReactNode } from 'react'
import { DayBars } from '@/components/directory/day-bars'
import { callsLabel, figureLabels } from '@/components/directory/figure-labels'
import { Card } from '@/components/ui/card'
import { Disclosure } from '@/components/ui/disclosure'
import { Figure } from '@/components/ui/figure'
import { ScrollRegion } from '@/components/ui/scroll-region'
import { Sparkline } from '@/components/ui/sparkline'
import { FIGURE_DAYS } from '@/lib/directory/model'
import { formatDate, formatMs, formatPercent } from '@/lib/format'
import { addDays } from '@/lib/time'
import type { ListingPage } from './load-listing'

/** The public quality figures, each with the days behind it. */
export function Figures({ page: { listing } }: { page: ListingPage }) {
  const { uptime, errors, average, p95 } = figureLabels(listing)
  const { windowTo } = listing
  const window = windowTo
    ? `${formatDate(addDays(windowTo, -FIGURE_DAYS))} to ${formatDate(addDays(windowTo, -1))}, UTC`
    : 'The first figures come at midnight UTC'
  return (
    <Card title={`How it did in ${FIGURE_DAYS} days`} note={window}>
      <dl className="grid grid-cols-2 gap-x-6 gap-y-4 sm:grid-cols-4">
        {[uptime, errors, average, p95].map(({ label, value, note }) => (
          <Figure key={label} label={label} value={value}>
            <span className="block text-xs text-text-muted">{note}</span>
          </Figure>
        ))}
      </dl>
      <p className="mt-3 text-sm text-text-muted">It took {callsLabel(listing.calls)} in this time.</p>
      {windowTo ? (
        <>
          <div className="mt-5 grid gap-x-8 gap-y-5 sm:grid-cols-3">
            <Chart title="Uptime by day" range={rangeOf(listing.uptimeDays, formatPercent)}>
              <DayBars values={listing.uptimeDays} label={`Uptime by day, ${FIGURE_DAYS} days`} />
            </Chart>
            <Chart title="Error rate by day" range={rangeOf(listing.errorDays, formatPercent)}>
              <Sparkline
                values={listing.errorDays}
                unit="percent"
                label={`Error rate by day, ${FIGURE_DAYS} days`}
                domain={[0, ceiling(listing.errorDays, 0.01)]}
                width={240}
                height={40}
              />
            </Chart>
            <Chart title="p95 latency by day" range={rangeOf(listing.p95Days, formatMs)}>
              <Sparkline
                values={listing.p95Days}
                unit="ms"
                label={`p95 latency by day, ${FIGURE_DAYS} days`}
                domain={[0, ceiling(listing.p95Days, 10)]}
                width={240}
                height={40}
              />
            </Chart>
          </div>
          <Days page={listing} windowTo={windowTo} />
        </>
      ) : null}
    </Card>
  )
}

function Chart({ title, range, children }: { title: string; range: string; children: ReactNode }) {
  return (
    <figure className="min-w-0">
      <figcaption className="mb-2 text-xs text-text-muted">{title}</figcaption>
      <div className="max-w-60">{children}</div>
      <p className="mt-1.5 text-xs text-text-muted tabular-nums">{range}</p>
    </figure>
  )
}

/** "84 ms to 120 ms" of the days that say something. */
function rangeOf(values: (number | null)[], format: (value: number) => string): string {
  const known = values.filter((value): value is number => value !== null)
  if (known.length === 0) return 'nothing measured'
  const [low, high] = [format(Math.min(...known)), format(Math.max(...known))]
  return low === high ? `${low} every day` : `${low} to ${high}`
}

/** The figures behind the drawings. */
function Days({ page, windowTo }: { page: ListingPage['listing']; windowTo: Date }) {
  const days = Array.from({ length: FIGURE_DAYS }, (_, n) => ({
    at: addDays(windowTo, n - FIGURE_DAYS),
    uptime: page.uptimeDays[n] ?? null,
    errors: page.errorDays[n] ?? null,
    p95: page.p95Days[n] ?? null,
  })).toReversed()
  return (
    <Disclosure summary="View the days as a table" className="mt-4 text-sm" summaryClassName="text-text-muted hover:text-text">
      <ScrollRegion label="The days as a table" className="mt-2 max-h-80 overflow-y-auto">
        <table className="w-full text-sm tabular-nums">
          <caption className="sr-only">Uptime, error rate and p95 latency by day, newest first</caption>
          <thead>
            <tr className="text-xs text-text-muted">
              {['Day (UTC)', 'Uptime', 'Errors', 'p95 latency'].map((header, n) => (
                <th key={header} scope="col" className={`py-1 pr-4 font-medium ${n === 0 ? 'text-left' : 'text-right'}`}>
                  {header}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {days.map(({ at, uptime, errors, p95 }) => (
              <tr key={at.toISOString()} className="border-t border-border">
                <th scope="row" className="py-1 pr-4 text-left font-normal whitespace-nowrap">
                  {formatDate(at)}
                </th>
                <td className="py-1 pr-4 text-right">{formatPercent(uptime)}</td>
                <td className="py-1 pr-4 text-right">{formatPercent(errors)}</td>
                <td className="py-1 pr-4 text-right">{formatMs(p95)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </Disclosure>
  )
}

/** The top of a scale that begins at zero: small wobbles of a tiny rate must not look like cliffs. */
function ceiling(values: (number | null)[], least: number): number {
  return Math.max(least, ...values.map((value) => value ?? 0))
}
