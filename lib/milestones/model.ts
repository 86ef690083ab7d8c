import { keptFrom } from '@/lib/time'

// What publishers earn, month by month for good, and the marks that all of it together passes. Good
// news is told by lib/notifications. Reads tool_metrics_daily and developers; writes revenue_months
// and revenue_milestones.

/** The marks, in micros of US dollars (spec, section 8): $100, $1K, $10K, $50K, $100K. */
export const MILESTONES_MICROS: readonly number[] = [100, 1_000, 10_000, 50_000, 100_000].map((dollars) => dollars * 1_000_000)

/** A mark that was passed longer ago when it is first noticed (imported history) is recorded and told to nobody. */
export const NEWS_DAYS = 7

/** What was earned until a moment, since the step before. */
export interface EarningsStep {
  /** First moment after the day or month of the earnings, UTC. */
  at: Date
  revenueMicros: number
}

/** A mark and the end of the day (or, where days are gone, month) in which it was passed. */
export interface ReachedMark {
  thresholdMicros: number
  reachedAt: Date
}

/** The first month of which no day is gone, for rollups that are kept so many days: its first moment, UTC. */
export function firstWholeMonth(now: Date, keptDays: number): Date {
  const from = keptFrom(now, keptDays)
  const month = startOfMonth(from)
  return from.getTime() === month.getTime() ? month : new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + 1, 1))
}

/** The first moment of the month, UTC. */
export function startOfMonth(moment: Date): Date {
  return new Date(Date.UTC(moment.getUTCFullYear(), moment.getUTCMonth(), 1))
}
