import { addDays, DAY, HOUR, startOfDay, type Window } from '@/lib/time'

/** When staff are told of the day, UTC. */
const TOLD_AT_MS = 9 * HOUR

/** The 24 hours that a day's digest tells of: up to nine, or up to now while it is not nine yet. */
export function dailyWindow(day: Date, now: Date): Window & { unfinished: boolean } {
  const nine = new Date(day.getTime() + TOLD_AT_MS)
  const to = now < nine ? now : nine
  return { from: new Date(nine.getTime() - DAY), to, unfinished: to < nine }
}

/** The day whose digest is due; null before nine: yesterday's is not told any more. */
export function dailyDue(now: Date): Date | null {
  return now.getTime() - startOfDay(now).getTime() >= TOLD_AT_MS ? startOfDay(now) : null
}

/** The day of an address (2026-03-02); today for none, for what is none, and for days to come. */
export function readDay(text: string | undefined, now: Date): Date {
  const today = startOfDay(now)
  if (text === undefined || !/^\d{4}-\d\d-\d\d$/.test(text)) return today
  const day = new Date(`${text}T00:00:00Z`)
  return Number.isNaN(day.getTime()) || day > today || day < addDays(today, -400) ? today : day
}
