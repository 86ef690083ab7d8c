import { DAY } from '@/lib/time'

// How fast money goes, and how long it lasts. Money is in micros of US dollars.

/** Spend over some days; days from the first call on, so that a newcomer's are not thinned out by days before it. */
export interface Spent {
  spendMicros: number
  days: number
}

/** Mean spend a day; null where nothing was spent. */
export function burnPerDay({ spendMicros, days }: Spent): number | null {
  return spendMicros > 0 && days > 0 ? spendMicros / days : null
}

/** The present burn: the faster of the last week's and the last four weeks' mean, so that a rise counts at once and a quiet week does not lull. */
export function presentBurn(week: Spent, fourWeeks: Spent): number | null {
  const [fast, slow] = [burnPerDay(week), burnPerDay(fourWeeks)]
  return fast === null ? slow : slow === null ? fast : Math.max(fast, slow)
}

/** Days that a balance lasts at a burn a day; 0 when it is gone; null where no balance or no burn is known. */
export function runwayDays(balanceMicros: number | null, burnMicros: number | null): number | null {
  if (balanceMicros === null || burnMicros === null || burnMicros <= 0) return null
  return Math.max(0, balanceMicros / burnMicros)
}

/** First moment of the moment's month in UTC. */
export function startOfMonth(moment: Date): Date {
  return new Date(Date.UTC(moment.getUTCFullYear(), moment.getUTCMonth(), 1))
}

/** First moment of the month that is so many months later, or earlier when negative. */
export function addMonths(monthAt: Date, months: number): Date {
  return new Date(Date.UTC(monthAt.getUTCFullYear(), monthAt.getUTCMonth() + months, 1))
}

/**
 * What the month ends at if the rest of it goes on as `burnMicros` a day (null: nothing more is
 * spent). The month is that of `now`.
 */
export function projectMonth(spentMicros: number, burnMicros: number | null, now: Date): number {
  const daysLeft = (addMonths(startOfMonth(now), 1).getTime() - now.getTime()) / DAY
  return spentMicros + (burnMicros ?? 0) * daysLeft
}
