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
