import { addDays, MINUTE, startOfDay, type Window } from '@/lib/time'
import { FIGURE_DAYS } from './model'

/** A day is closed when its last probe and its last rollup are written; both take minutes. */
const CLOSES_AFTER_MS = 15 * MINUTE

/** The 28 whole UTC days that figures cover at `now`: they end at the last midnight that is a quarter of an hour ago. */
export function figureWindow(now: Date): Window {
  const to = startOfDay(new Date(now.getTime() - CLOSES_AFTER_MS))
  return { from: addDays(to, -FIGURE_DAYS), to }
}
