import { callBand, FIGURE_DAYS, type ListingFigures, LOW_VOLUME, MINIMUM_CALLS } from '@/lib/directory/model'
import { formatCount, formatMs, formatPercent } from '@/lib/format'

/** A public figure in words: its value with unit, and what it stands on. */
export interface FigureLabel {
  label: string
  value: string
  note: string
}

const DAYS = `${FIGURE_DAYS} days`
const TOO_FEW = 'too little to say'

/** Uptime, errors, latency and rating of a listing, as list and page show them. */
export function figureLabels(figures: ListingFigures & { calls: number }): {
  uptime: FigureLabel
  errors: FigureLabel
  average: FigureLabel
  p95: FigureLabel
  rating: FigureLabel
} {
  const { uptimeRatio, probes, errorRatio, ratedCalls, avgLatencyMs, p95LatencyMs, timedCalls, rating, reviews, calls } = figures
  return {
    uptime: { label: 'Uptime', value: formatPercent(uptimeRatio), note: uptimeRatio === null ? (probes === 0 ? 'not probed' : TOO_FEW) : DAYS },
    errors: { label: 'Errors', value: formatPercent(errorRatio), note: rateNote(errorRatio, ratedCalls, calls) },
    average: { label: 'Average latency', value: formatMs(avgLatencyMs), note: rateNote(avgLatencyMs, timedCalls, calls) },
    p95: { label: 'p95 latency', value: formatMs(p95LatencyMs), note: rateNote(p95LatencyMs, timedCalls, calls) },
    rating: {
      label: 'Rating',
      value: rating === null ? '–' : `${rating.toFixed(1)} of 5`,
      note: reviews === 0 ? 'no reviews' : reviews === 1 ? '1 review' : `${formatCount(reviews)} reviews`,
    },
  }
}

/** How often it was called, as a band: "10,000 to 100,000 calls". */
export function callsLabel(calls: number): string {
  const { from, to } = callBand(calls)
  if (to === null) return `more than ${formatCount(from)} calls`
  return from === 0 ? `fewer than ${formatCount(to)} calls` : `${formatCount(from)} to ${formatCount(to)} calls`
}

function rateNote(value: number | null, stated: number, calls: number): string {
  if (value !== null) return stated < LOW_VOLUME ? `low volume, ${DAYS}` : DAYS
  if (calls === 0) return 'no calls'
  return stated === 0 ? 'not stated' : `fewer than ${MINIMUM_CALLS} calls`
}
