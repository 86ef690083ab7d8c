import { Cron } from 'croner'
import { SECOND } from './time'

/** The latest moment at or before `now` that the schedule (cron, UTC unless a zone is named) names. */
export function previousOccurrence(schedule: string, now: Date, timeZone = 'UTC'): Date | null {
  // The library leaves out the reference itself, and counts in whole seconds.
  const after = new Date(Math.floor(now.getTime() / SECOND) * SECOND + SECOND)
  return pattern(schedule, timeZone).previousRuns(1, after)[0] ?? null
}

/** The earliest moment after `now` that the schedule (cron, UTC unless a zone is named) names; null when it never comes. */
export function nextOccurrence(schedule: string, now: Date, timeZone = 'UTC'): Date | null {
  return pattern(schedule, timeZone).nextRun(now)
}

/** Is it the name of a time zone that this runtime knows? */
export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== null
  } catch {
    return false
  }
}

/** Milliseconds between the next two moments of the schedule. */
export function intervalOf(schedule: string, now: Date): number {
  const [first, second] = pattern(schedule, 'UTC').nextRuns(2, now)
  return first && second ? second.getTime() - first.getTime() : Number.POSITIVE_INFINITY
}

function pattern(schedule: string, timezone: string): Cron {
  return new Cron(schedule, { timezone, paused: true, mode: '5-part' })
}
