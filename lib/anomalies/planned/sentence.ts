import { formatCount, formatDateTime } from '@/lib/format'

/** The first event of a kind, and how many there are of it. */
export interface PlannedSummary {
  /** Under way; the one that ends first need not be it. */
  current: { title: string; toAt: Date } | null
  currentTotal: number
  next: { title: string; fromAt: Date } | null
  aheadTotal: number
}

/** How things stand, in one sentence without a full stop: what is under way, else what comes next. */
export function plannedSentence({ current, currentTotal, next, aheadTotal }: PlannedSummary, zone: string): string {
  if (current) {
    if (currentTotal > 1) return `${formatCount(currentTotal)} planned events are under way`
    return `“${current.title}” is under way until ${formatDateTime(current.toAt, zone)}`
  }
  if (next) {
    const more = aheadTotal === 1 ? '' : `; ${aheadTotal === 2 ? 'one more is' : `${formatCount(aheadTotal - 1)} more are`} planned`
    return `“${next.title}” is next, on ${formatDateTime(next.fromAt, zone)}${more}`
  }
  return 'Nothing is planned'
}
