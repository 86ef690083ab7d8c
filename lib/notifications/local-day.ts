import { isTimeZone } from '@/lib/schedule'

/** The zone, or UTC when this runtime does not know it. */
export function knownZone(name: string): string {
  return isTimeZone(name) ? name : 'UTC'
}

/** The calendar day of a moment in a zone, as UTC midnight of the same date. */
export function localDay(moment: Date, timeZone: string): Date {
  const parts = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(moment)
  return new Date(`${parts}T00:00:00Z`)
}
