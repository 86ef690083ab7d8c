import { previousOccurrence } from '@/lib/schedule'
import { MINUTE } from '@/lib/time'

/** A maintenance window as far as its hours go. */
export interface MaintenanceHours {
  startsAt: Date
  durationMinutes: number
  /** Five-field cron expression in timeZone; null: once, at startsAt. */
  cron: string | null
  timeZone: string
  /** No repetition begins after it. */
  until: Date | null
  cancelledAt: Date | null
}

/**
 * Until when the window that is open at a moment lasts (half-open); null: none is open. A repetition begins at
 * its moments from startsAt on; what began before `until` lasts its whole time. Hours are those of the clock in
 * its zone: where the clocks change, a moment that does not exist comes at the change.
 * @throws RangeError or Error of the cron library when the expression or the zone cannot be used
 */
export function maintenanceUntil(hours: MaintenanceHours, at: Date): Date | null {
  if (hours.cancelledAt !== null && hours.cancelledAt <= at) return null
  const began = hours.cron === null ? hours.startsAt : previousOccurrence(hours.cron, at, hours.timeZone)
  if (began === null || began > at || began < hours.startsAt || (hours.until !== null && began > hours.until)) return null
  const ends = new Date(began.getTime() + hours.durationMinutes * MINUTE)
  return at < ends ? ends : null
}
