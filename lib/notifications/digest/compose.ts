import type { Props } from '@/emails/weekly-digest'
import { formatChange, formatCount, formatDate, formatMoney, formatMs, formatPercent } from '@/lib/format'
import type { WindowTotals } from '@/lib/metrics/model'
import type { HealthReport } from '@/lib/scores/model'
import { addDays, type Window } from '@/lib/time'
import { composeStories, type WeekStories } from './stories'

/** The mail shows the first three of the page's action items. */
const SHOWN_ACTIONS = 3

export interface DigestInput {
  organizationName: string
  simulated: boolean
  report: HealthReport
  totals: { current: WindowTotals; previous: WindowTotals }
  stories: WeekStories
  /** IANA zone of the organization, known to this runtime. */
  zone: string
  /** Where the console is, without a slash at the end. */
  consoleUrl: string
  unsubscribeUrl: string
}

/** The seven whole days before the report's midnight: what the digest calls the week. */
export function digestWindow(asOf: Date): Window {
  return { from: addDays(asOf, -7), to: asOf }
}

/** The digest's content, from the very report that the page shows; null while there is no score to tell. */
export function composeDigest({ report, totals, stories, zone, consoleUrl, ...rest }: DigestInput): Props | null {
  const { asOf, score, grade, light } = report
  if (report.state !== 'scored' || asOf === null || score === null || grade === null || light === null) return null
  return {
    ...rest,
    score,
    grade,
    light,
    change: report.change.week,
    why: report.why,
    dimensions: report.dimensions.map(({ title, points, max, light: state }) => ({ title, points, max, light: state })),
    actions: report.actions.slice(0, SHOWN_ACTIONS).map(({ title, detail, points, href }) => ({ title, detail, points, url: `${consoleUrl}${href}` })),
    moreActions: Math.max(0, report.actions.length - SHOWN_ACTIONS),
    week: `${formatDate(addDays(asOf, -7))} to ${formatDate(addDays(asOf, -1))} (UTC)`,
    figures: figuresOf(totals),
    stories: composeStories(stories, { zone, consoleUrl }),
    url: `${consoleUrl}/dashboard/health`,
    consoleUrl,
  }
}

// A figure that the source does not state (no outcomes, no latencies) is left out, not shown as zero.
function figuresOf({ current, previous }: DigestInput['totals']): Props['figures'] {
  const figures = [
    { label: 'Calls', value: formatCount(current.invocations), change: changeOf(current.invocations, previous.invocations) },
    { label: 'Revenue', value: formatMoney(current.revenueMicros), change: changeOf(current.revenueMicros, previous.revenueMicros) },
    { label: 'Consumers', value: formatCount(current.consumers), change: changeOf(current.consumers, previous.consumers) },
  ]
  if (current.fairErrorRatio !== null) {
    figures.push({
      label: 'Error rate',
      value: formatPercent(current.fairErrorRatio),
      change: previous.fairErrorRatio === null ? '' : `was ${formatPercent(previous.fairErrorRatio)}`,
    })
  }
  if (current.avgLatencyMs !== null) {
    figures.push({
      label: 'Average latency',
      value: formatMs(current.avgLatencyMs),
      change: previous.avgLatencyMs === null ? '' : changeOf(current.avgLatencyMs, previous.avgLatencyMs),
    })
  }
  return figures
}

function changeOf(now: number, before: number): string {
  if (before === 0) return now === 0 ? '' : 'from none'
  return formatChange((now - before) / before)
}
