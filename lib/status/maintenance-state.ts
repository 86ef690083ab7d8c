import type { MaintenanceState } from './model'

/** The moments that decide where a maintenance stands, as rows (dates) and snapshots (ISO texts) have them. */
export interface MaintenanceMoments {
  startsAt: Date | string
  endsAt: Date | string
  startedAt: Date | string | null
  completedAt: Date | string | null
  cancelledAt: Date | string | null
}

/**
 * Where a maintenance stands at a moment. What was said by hand holds; otherwise it begins and ends by the
 * clock, so that a snapshot from before an outage still tells the right thing.
 */
export function maintenanceState(maintenance: MaintenanceMoments, now: Date): MaintenanceState {
  const { startsAt, endsAt, startedAt, completedAt, cancelledAt } = maintenance
  const passed = (at: Date | string | null) => at !== null && new Date(at).getTime() <= now.getTime()
  if (passed(cancelledAt)) return 'cancelled'
  if (passed(completedAt) || passed(endsAt)) return 'completed'
  return passed(startedAt) || passed(startsAt) ? 'in_progress' : 'scheduled'
}

/** When it really began and ended, or will: what was said by hand, else what is planned. */
export function maintenanceSpan({ startsAt, endsAt, startedAt, completedAt }: MaintenanceMoments): { from: Date; to: Date } {
  const from = new Date(startedAt ?? startsAt)
  const planned = new Date(endsAt)
  const to = completedAt === null ? planned : new Date(Math.min(new Date(completedAt).getTime(), planned.getTime()))
  return { from, to: to < from ? from : to }
}
