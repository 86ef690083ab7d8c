import type { IncidentStatus, Severity, SystemImpact } from '@/lib/incidents/model'

// What the public is told: the state of each system, incidents with their public updates, planned work, ninety
// days of uptime. Put together once a minute and on every change into one snapshot, which the page and all its
// feeds are served from; each process keeps the last one, so that the page answers while the database is away.
// Reads: systems, incidents. Writes the tables of db/schema/status.ts.

/** Days of uptime on the page. */
export const UPTIME_DAYS = 90

/** Atlassian Statuspage's words for the state of a component. */
export const componentStates = ['operational', 'degraded_performance', 'partial_outage', 'major_outage', 'under_maintenance'] as const
export type ComponentState = (typeof componentStates)[number]

export interface SnapshotUpdate {
  seq: number
  status: IncidentStatus | null
  body: string
  at: string
}

export interface SnapshotIncident {
  id: string
  number: number
  title: string
  severity: Severity
  status: IncidentStatus
  systems: { key: string; impact: SystemImpact }[]
  startedAt: string
  mitigatedAt: string | null
  resolvedAt: string | null
  updatedAt: string
  /** Newest first. */
  updates: SnapshotUpdate[]
  /** Markdown of the published post-mortem; null: none. */
  postmortem: string | null
}

export interface SnapshotMaintenance {
  id: string
  title: string
  body: string
  systems: string[]
  state: 'scheduled' | 'in_progress' | 'completed' | 'cancelled'
  startsAt: string
  endsAt: string
  sequence: number
  updatedAt: string
  /** Newest first. */
  updates: { seq: number; body: string; at: string }[]
}

export interface SnapshotSystem {
  key: string
  name: string
  description: string
  groupName: string
  provider: string | null
  state: ComponentState
  /** When it got into this state. */
  since: string | null
  /** UTC days, oldest first; ratio 0..1 of the day that it was up, null before it existed. */
  days: { day: string; upRatio: number | null; incidents: number[] }[]
}

/** Everything that the public page and its feeds show. */
export interface StatusSnapshot {
  version: 1
  at: string
  name: string
  systems: SnapshotSystem[]
  /** Open ones and those of the last 90 days, newest first. */
  incidents: SnapshotIncident[]
  maintenances: SnapshotMaintenance[]
}
