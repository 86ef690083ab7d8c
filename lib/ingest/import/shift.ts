import { DAY, WEEK } from '@/lib/time'

// 1970-01-01 was a Thursday; weeks begin on Monday.
const MONDAY_OFFSET_MS = 4 * DAY

/** Monday 00:00 UTC of the moment's week, in milliseconds since 1970. */
export function startOfWeek(ms: number): number {
  return Math.floor((ms - MONDAY_OFFSET_MS) / WEEK) * WEEK + MONDAY_OFFSET_MS
}

/**
 * By how many whole weeks a trace has to move so that its newest row lies in the last full week
 * (Monday to Sunday, UTC) before now: weekday and hour stay what they were.
 */
export function weeksToLastFullWeek(newestMs: number, now: Date): number {
  return (startOfWeek(now.getTime()) - WEEK - startOfWeek(newestMs)) / WEEK
}
