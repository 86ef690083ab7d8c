/** Durations in milliseconds. */
export const SECOND = 1_000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR
export const WEEK = 7 * DAY

/** A half-open stretch of time: from is in, to is not. UTC. */
export interface Window {
  from: Date
  to: Date
}

/** The start of the UTC-aligned bucket that holds the moment; stepMs must divide a day or a week. */
export function floorTo(moment: Date, stepMs: number): Date {
  return new Date(Math.floor(moment.getTime() / stepMs) * stepMs)
}

/** UTC midnight of the moment's day. */
export function startOfDay(moment: Date): Date {
  return floorTo(moment, DAY)
}

/** The moment, moved by whole or broken days (24 h each; UTC has no other kind). */
export function addDays(moment: Date, days: number): Date {
  return new Date(moment.getTime() + days * DAY)
}

/** YYYY-MM-DD of the moment in UTC. */
export function isoDay(moment: Date): string {
  return moment.toISOString().slice(0, 10)
}

/**
 * The first moment of what a retention of so many days still keeps at `now`: whole UTC days, so that
 * storage by day can be dropped whole. A day goes when its last moment is older than the retention.
 */
export function keptFrom(now: Date, days: number): Date {
  return startOfDay(addDays(now, -days))
}
