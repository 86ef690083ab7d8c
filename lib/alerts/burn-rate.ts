import type { AlertSeverity } from './model'

// How fast an error budget is used up, over two windows at once: the long one says that it matters, the short
// one that it is still going on (Google, "The Site Reliability Workbook", chapter 5). A multiplier is the part
// of the budget that may be gone before somebody is told, spread over the SLO's own window; the well-known
// 14.4 and 6 hold for 30 days only.

export interface BurnPair {
  longMinutes: number
  shortMinutes: number
  /** The part of the whole budget that the long window uses up at this speed. */
  budgetShare: number
  /** How many times faster than the budget allows. */
  multiplier: number
  /** The fast pair wakes somebody; the slow one is as grave as its rule says. */
  severity: AlertSeverity | null
}

const pairs: Omit<BurnPair, 'multiplier'>[] = [
  { longMinutes: 60, shortMinutes: 5, budgetShare: 0.02, severity: 'critical' },
  { longMinutes: 360, shortMinutes: 30, budgetShare: 0.05, severity: null },
]

/** Window of the absolute rule, minutes: at least so many bad events in six hours. */
export const ABSOLUTE_MINUTES = 360

/** All windows that a burn rate is read over, minutes. */
export const burnWindows: readonly number[] = [5, 30, 60, 360]

/** The two pairs for an SLO over so many days: 3.36 and 1.4 times for 7, 13.44 and 5.6 for 28, 14.4 and 6 for 30. */
export function burnPairs(windowDays: number): BurnPair[] {
  return pairs.map((pair) => ({ ...pair, multiplier: round((pair.budgetShare * windowDays * 24 * 60) / pair.longMinutes) }))
}

/** How many times faster than it may the budget burns; null without events. The objective is 0..1, exclusive. */
export function burnRate(bad: number, total: number, objective: number): number | null {
  return total > 0 ? round(bad / total / (1 - objective)) : null
}

/** In floating point 0.02 * 720 is 14.399999999999999, and a budget that burns just so fast would miss its line. */
function round(value: number): number {
  return Math.round(value * 1e6) / 1e6
}
