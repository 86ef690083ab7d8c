import { callBand, FIGURE_DAYS, type ListingFigures, LOW_VOLUME, MINIMUM_CALLS } from '@/lib/directory/model'
import { formatCount, formatMs, formatPercent } from '@/lib/format'

/** A public figure in words: its value with unit, and what it stands on. */
export interface FigureLabel {
  label: string
  value: string
  note: string
  /** Few observations: the value may be chance. */
  low: boolean
}

const TOO_FEW = 'too little to say'

/** Uptime, errors, latency and rating of a listing, as list and page show them. */
export function figureLabels(figures: ListingFigures): {
  uptime: FigureLabel
  errors: FigureLabel
  average: FigureLabel
  p95: FigureLabel
  rating: FigureLabel
} {
  const { uptimeRatio, probes, errorRatio, ratedCalls, avgLatencyMs, p95LatencyMs, timedCalls, rating, reviews } = figures
  const days = `${FIGURE_DAYS} days`
  return {
    uptime: { label: 'Uptime', value: formatPercent(uptimeRatio), note: uptimeRatio === null ? (probes === 0 ? 'not probed' : TOO_FEW) : days, low: false },
    errors: { label: 'Errors', value: formatPercent(errorRatio), note: rateNote(errorRatio, ratedCalls, days), low: isLow(errorRatio, ratedCalls) },
    average: { label: 'Average latency', value: formatMs(avgLatencyMs), note: rateNote(avgLatencyMs, timedCalls, days), low: isLow(avgLatencyMs, timedCalls) },
    p95: { label: 'p95 latency', value: formatMs(p95LatencyMs), note: rateNote(p95LatencyMs, timedCalls, days), low: isLow(p95LatencyMs, timedCalls) },
    rating: {
      label: 'Rating',
      value: rating === null ? '–' : `${rating.toFixed(1)} of 5`,
      note: reviews === 0 ? 'no reviews' : reviews === 1 ? '1 review' : `${formatCount(reviews)} reviews`,
      low: false,
    },
  }
}

/** How often it was called, as a band: "10,000 to 100,000 calls". */
export function callsLabel(calls: number): string {
  const { from, to } = callBand(calls)
  if (to === null) return `more than ${formatCount(from)} calls`
  return from === 0 ? `fewer than ${formatCount(to)} calls` : `${formatCount(from)} to ${formatCount(to)} calls`
}

function rateNote(value: number | null, calls: number, days: string): string {
  if (value === null) return calls === 0 ? 'no calls' : `fewer than ${MINIMUM_CALLS} calls`
  return calls < LOW_VOLUME ? `low volume, ${days}` : days
}

function isLow(value: number | null, calls: number): boolean {
  return value !== null && calls < LOW_VOLUME
}
