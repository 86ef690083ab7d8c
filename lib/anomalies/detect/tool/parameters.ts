import type { AnomalyMetric, MetricParameters } from '@/lib/anomalies/model'
import { DAY, WEEK } from '@/lib/time'
import { isOnWeekend, type KeptHalfHour, keptHalfHours, median, type Slot } from './half-hours'
import { spikeLimit } from './spike'

// What a tool's past says about its errors and about how much it varies. Taken stock of once a day: a
// day's half hours change the figures of 28 days by little.

/** Median of a chi-squared variable with one degree of freedom. */
const CHI_SQUARED_MEDIAN = 0.455
/** Of the days of the past 28 the worst are left out of the usual error rate: an incident is not usual. */
const DAYS_TRUSTED = 0.9

/**
 * The usual error rate and how bursty the metric is: of errors that is variance over mean (1 = by chance
 * alone), of calls and revenue the squared coefficient of variation of a half hour that chance does not
 * explain, of latency that of a single call.
 * @param slots by index, all that are kept
 */
export function estimateParameters(
  slots: ReadonlyMap<number, Slot>,
  metric: AnomalyMetric,
  { now, usualFrom }: { now: number; usualFrom: number },
): MetricParameters {
  const kept: KeptHalfHour[][] = []
  for (const [index, slot] of slots) kept.push(keptHalfHours(slot, index, metric, { from: usualFrom, now }))
  const isLate = ({ end }: KeptHalfHour) => end > now - WEEK
  if (metric === 'error_rate') {
    const halfHours = kept.flat()
    const days = byDay(halfHours)
    const rate = rateOf(days)
    const burstiness = dispersionOf(days, rate)
    const calls = halfHours.filter(isLate).map(({ weight }) => weight)
    return { rate, burstiness, spike: spikeLimit(calls, { rate, dispersion: Math.max(1, burstiness) }), usualFrom }
  }
  const surprises: number[] = []
  for (const slot of kept) {
    const weekends = slot.filter(({ end }) => isOnWeekend(end))
    for (const sameClass of [slot.filter(({ end }) => !isOnWeekend(end)), weekends]) {
      for (const { half, usual } of compare(sameClass)) {
        const expected = (usual ?? 0) * half.weight
        if (expected > 0 && isLate(half)) surprises.push(surprise(metric, half, expected))
      }
    }
  }
  return { rate: 0, burstiness: surprises.length > 0 ? Math.max(0, median(surprises)) : 0, spike: 0, usualFrom }
}

interface Compared {
  half: KeptHalfHour
  /** The median of the other days of its class; null without another. */
  usual: number | null
}

/** Half hours of one class and time of day, each against the others: one that is compared with itself surprises too little. */
function compare(halfHours: readonly KeptHalfHour[]): Compared[] {
  const sorted = halfHours.filter(({ weight }) => weight > 0).sort((a, b) => levelOf(a) - levelOf(b))
  const [below, above] = [Math.floor((sorted.length - 2) / 2), Math.ceil((sorted.length - 2) / 2)]
  return sorted.map((half, rank) => ({ half, usual: sorted.length < 2 ? null : (otherLevel(sorted, rank, below) + otherLevel(sorted, rank, above)) / 2 }))
}

/** The k-th of the others is the k-th of all, or the one after it from its own rank on. */
function otherLevel(sorted: readonly KeptHalfHour[], rank: number, k: number): number {
  const other = sorted[k < rank ? k : k + 1]
  return other ? levelOf(other) : 0
}

function levelOf({ amount, weight }: KeptHalfHour): number {
  return amount / weight
}

/** The burstiness at which this half hour would be a median one. */
function surprise(metric: Exclude<AnomalyMetric, 'error_rate'>, { amount, weight }: KeptHalfHour, expected: number): number {
  const variance = (amount - expected) ** 2 / CHI_SQUARED_MEDIAN
  if (metric === 'latency') return (variance / expected ** 2) * weight
  return (metric === 'invocations' ? variance - expected : variance) / expected ** 2
}

interface Day {
  errors: number
  calls: number
  halfHours: KeptHalfHour[]
}

function byDay(halfHours: readonly KeptHalfHour[]): Day[] {
  const days = new Map<number, Day>()
  for (const half of halfHours) {
    const key = Math.floor((half.end - 1) / DAY)
    const day = days.get(key) ?? { errors: 0, calls: 0, halfHours: [] }
    day.errors += half.amount
    day.calls += half.weight
    day.halfHours.push(half)
    days.set(key, day)
  }
  return [...days.values()].filter(({ calls }) => calls > 0)
}

/** The error rate of the days that were not the worst. */
function rateOf(days: readonly Day[]): number {
  const sorted = days.toSorted((a, b) => a.errors / a.calls - b.errors / b.calls)
  const sum = { errors: 0, calls: 0 }
  for (const day of sorted.slice(0, Math.max(1, Math.ceil(DAYS_TRUSTED * sorted.length)))) {
    sum.errors += day.errors
    sum.calls += day.calls
  }
  return sum.calls > 0 ? sum.errors / sum.calls : 0
}

/** Variance over mean of the errors of half hours, day by day; the median of the days, so that an incident says nothing. */
function dispersionOf(days: readonly Day[], rate: number): number {
  if (rate === 0 || days.length === 0) return 0
  return median(days.map(({ calls, halfHours }) => halfHours.reduce((sum, { amount, weight }) => sum + (amount - rate * weight) ** 2, 0) / (rate * calls)))
}
