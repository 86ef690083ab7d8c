/** What people said of one metric's stories in the past 90 days. */
export interface Judged {
  /** Stories about which somebody said whether they were real. */
  shown: number
  confirmed: number
}

/** The days over which a detector is judged. */
export const REPORT_DAYS = 90
/** Fewer opinions are an anecdote. */
const MIN_JUDGED = 10
/** A detector that is believed less often asks for more evidence; from the second on it asks for less again. */
const TIGHTEN_UNDER = 0.3
const LOOSEN_OVER = 0.6
const MOST_TIGHTENING = 3

/**
 * The next step of asking for evidence, 0 (as shipped) to 3. The same opinions move it once: a step
 * has to show in new ones before the next is taken.
 */
export function nextTightening({ shown, confirmed }: Judged, last: (Judged & { tightening: number }) | null): number {
  const current = last?.tightening ?? 0
  if (shown < MIN_JUDGED || (last && last.shown === shown && last.confirmed === confirmed)) return current
  const precision = confirmed / shown
  if (precision < TIGHTEN_UNDER) return Math.min(MOST_TIGHTENING, current + 1)
  return precision > LOOSEN_OVER ? Math.max(0, current - 1) : current
}
