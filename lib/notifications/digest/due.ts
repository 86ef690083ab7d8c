import { previousOccurrence } from '@/lib/schedule'
import { DAY, HOUR } from '@/lib/time'
import { knownZone, localDay } from '../local-day'

const MONDAY_NINE = '0 9 * * 1'

/** A digest that could not be written at nine is still welcome on Monday; after this it is stale. */
const CATCH_UP_MS = 12 * HOUR

/** A digest that is due: which week's, in which zone. */
export interface DueDigest {
  /** ISO week of the local Monday, for example 2026-W10; with the person and organization the once-key. */
  week: string
  /** Monday 09:00 on the clocks of that zone. */
  at: Date
  timeZone: string
}

/**
 * Is it Monday 09:00, or up to 12 hours later, on the clocks of this zone? Daylight saving and whole
 * days that a zone skips are the time zone database's business. An unknown zone counts as UTC.
 * @param timeZone IANA name
 */
export function digestDue(timeZone: string, now: Date): DueDigest | null {
  const zone = knownZone(timeZone)
  const at = previousOccurrence(MONDAY_NINE, now, zone)
  if (!at || now.getTime() - at.getTime() >= CATCH_UP_MS) return null
  return { week: isoWeek(localDay(at, zone)), at, timeZone: zone }
}

// ISO 8601: weeks begin on Monday, and week 1 is the one with the year's first Thursday.
function isoWeek(monday: Date): string {
  const thursday = new Date(monday.getTime() + 3 * DAY)
  const year = thursday.getUTCFullYear()
  const week = Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / (7 * DAY)) + 1
  return `${year}-W${String(week).padStart(2, '0')}`
}
