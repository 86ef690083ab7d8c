import { addDays } from '@/lib/time'
import { maintenanceSpan, maintenanceState } from './maintenance-state'
import type { SnapshotIncident, SnapshotMaintenance } from './model'
import { uptimeFrom } from './uptime'

/** Months on one page of the history. */
export const MONTHS_A_PAGE = 3

/** How far back a snapshot reaches: the days of uptime, and the first page of the history. */
export function snapshotFrom(now: Date): Date {
  const days = uptimeFrom(now)
  const months = monthAt(now, MONTHS_A_PAGE - 1)
  return months < days ? months : days
}

/** The first moment of the month that lies so many months before the moment's own; UTC. */
function monthAt(now: Date, monthsAgo: number): Date {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - monthsAgo, 1))
}

/** The stretch that a page of the history covers. @param page from 1, newest first */
export function historyWindow(now: Date, page: number): { from: Date; to: Date } {
  return { from: monthAt(now, page * MONTHS_A_PAGE - 1), to: monthAt(now, (page - 1) * MONTHS_A_PAGE - 1) }
}

export type HistoryEvent = { kind: 'incident'; at: Date; incident: SnapshotIncident } | { kind: 'maintenance'; at: Date; maintenance: SnapshotMaintenance }

export interface HistoryMonth {
  /** Its first moment. */
  month: Date
  /** Newest first. */
  events: HistoryEvent[]
}

interface Past {
  incidents: SnapshotIncident[]
  maintenances: SnapshotMaintenance[]
}

/** Days that the page shows what is over of. */
const RECENT_DAYS = 14

/** What has ended in the last two weeks, the newest first. */
export function recentEvents({ incidents, maintenances }: Past, now: Date): HistoryEvent[] {
  const from = addDays(now, -RECENT_DAYS).toISOString()
  const ended = incidents.filter(({ resolvedAt }) => resolvedAt !== null && resolvedAt >= from)
  return eventsOf({ incidents: ended, maintenances }, now).filter(({ at }) => at.toISOString() >= from)
}

/** What has happened in each month of a page, the newest first: incidents by their beginning, and work that is over. */
export function historyMonths(past: Past, now: Date, page: number): HistoryMonth[] {
  const events = eventsOf(past, now)
  return Array.from({ length: MONTHS_A_PAGE }, (_, at) => {
    const month = monthAt(now, (page - 1) * MONTHS_A_PAGE + at)
    const next = monthAt(now, (page - 1) * MONTHS_A_PAGE + at - 1)
    return { month, events: events.filter(({ at: began }) => began >= month && began < next) }
  })
}

function eventsOf({ incidents, maintenances }: Past, now: Date): HistoryEvent[] {
  const over = maintenances.filter((one) => ['completed', 'cancelled'].includes(maintenanceState(one, now)))
  const events: HistoryEvent[] = [
    ...incidents.map((incident) => ({ kind: 'incident' as const, at: new Date(incident.startedAt), incident })),
    ...over.map((maintenance) => ({ kind: 'maintenance' as const, at: maintenanceSpan(maintenance).from, maintenance })),
  ]
  return events.sort((a, b) => b.at.getTime() - a.at.getTime())
}
