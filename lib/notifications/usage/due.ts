import { previousOccurrence } from '@/lib/schedule'
import { HOUR } from '@/lib/time'
import { addMonths } from '@/lib/usage/spend'
import { knownZone, localDay } from '../local-day'

const FIRST_AT_NINE = '0 9 1 * *'

/** A summary that could not be written at nine is still welcome on the day; after this it is stale. */
const CATCH_UP_MS = 12 * HOUR

/**
 * The month that a summary is due about: the one before, from the 1st 09:00 on the clocks of the zone
 * and for 12 hours. Its first moment in UTC; null at any other time. An unknown zone counts as UTC.
 * @param timeZone IANA name
 */
export function summaryDue(timeZone: string, now: Date): Date | null {
  const zone = knownZone(timeZone)
  const at = previousOccurrence(FIRST_AT_NINE, now, zone)
  if (!at || now.getTime() - at.getTime() >= CATCH_UP_MS) return null
  return addMonths(localDay(at, zone), -1)
}
