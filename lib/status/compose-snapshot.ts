import { type EntryFacts, type IncidentStatus, incidentStatuses, type Severity, type SystemImpact } from '@/lib/incidents/model'
import {
  type MaintenanceEntryType,
  type SnapshotIncident,
  type SnapshotMaintenance,
  type SnapshotSystem,
  type SnapshotUpdate,
  type StatusSnapshot,
  UPTIME_DAYS,
} from './model'
import { type PublicPostmortem, postmortemMarkdown } from './public-postmortem'
import { type ImpactInterval, upRatioOf, uptimeDays, worstOf } from './uptime'

// From rows to what the public sees. Moments are ISO texts, as JSON of the database has them.

export interface SystemRow {
  key: string
  name: string
  description: string
  groupName: string
  provider: string | null
  createdAt: string
}

export interface IntervalRow {
  systemKey: string
  incident: number
  impact: SystemImpact
  fromAt: string
  toAt: string | null
}

export interface EntryRow {
  seq: number
  type: string
  body: string
  facts: EntryFacts
  correctsSeq: number | null
  at: string
}

export interface IncidentRow {
  id: string
  number: number
  title: string
  message: string
  severity: Severity
  status: IncidentStatus
  startedAt: string
  mitigatedAt: string | null
  resolvedAt: string | null
  /** Public ones, in order. */
  entries: EntryRow[]
  systems: { key: string; impact: SystemImpact; open: boolean }[]
  postmortem: PublicPostmortem | null
  simulated: boolean
}

export interface MaintenanceRow {
  id: string
  title: string
  body: string
  systems: string[]
  startsAt: string
  endsAt: string
  startedAt: string | null
  completedAt: string | null
  cancelledAt: string | null
  sequence: number
  createdAt: string
  simulated: boolean
  /** In order. */
  entries: { seq: number; type: MaintenanceEntryType; body: string; at: string }[]
}

export interface SnapshotRows {
  name: string
  /** In the order of the page. */
  systems: SystemRow[]
  /** Of public incidents, as far as they reach into the days of uptime. */
  intervals: IntervalRow[]
  /** When something was first known of a system, by its key, where that lies before its own beginning. */
  firstSeen: Record<string, string>
  incidents: IncidentRow[]
  maintenances: MaintenanceRow[]
}

/** The snapshot of a moment. */
export function composeSnapshot(rows: SnapshotRows, now: Date): StatusSnapshot {
  const shown = new Set(rows.systems.map(({ key }) => key))
  return {
    version: 1,
    at: now.toISOString(),
    name: rows.name,
    systems: rows.systems.map((system) => composeSystem(system, rows, now)),
    incidents: rows.incidents.map((row) => composeIncident(row, shown)).sort((a, b) => b.startedAt.localeCompare(a.startedAt) || b.number - a.number),
    maintenances: rows.maintenances
      .map((row) => composeMaintenance(row, shown))
      // Work on systems that nobody is shown is nobody's business.
      .filter(({ systems }) => systems.length > 0)
      .sort((a, b) => b.startsAt.localeCompare(a.startsAt)),
  }
}

/** An incident as the public sees it. @param shown keys of the systems on the page; others are not named */
export function composeIncident(row: IncidentRow, shown: ReadonlySet<string>): SnapshotIncident {
  const updates = composeUpdates(row.entries)
  const startedAt = iso(row.startedAt)
  const resolvedAt = maybe(row.resolvedAt)
  const latest = [startedAt, resolvedAt, ...updates.map(({ at, correctedAt }) => correctedAt ?? at)].filter((at) => at !== null)
  return {
    id: row.id,
    number: row.number,
    title: row.title,
    message: row.message,
    severity: row.severity,
    status: row.status,
    systems: row.systems.filter(({ key }) => shown.has(key)),
    startedAt,
    mitigatedAt: maybe(row.mitigatedAt),
    resolvedAt,
    updatedAt: latest.reduce((last, at) => (at > last ? at : last), startedAt),
    updates: updates.reverse(),
    postmortem: row.postmortem === null ? null : postmortemMarkdown(row.postmortem) || null,
    simulated: row.simulated,
  }
}

/** Planned work as the public sees it. @param shown keys of the systems on the page */
export function composeMaintenance({ entries, ...row }: MaintenanceRow, shown: ReadonlySet<string>): SnapshotMaintenance {
  const updates = entries.map((entry) => ({ ...entry, at: iso(entry.at) }))
  return {
    ...row,
    systems: row.systems.filter((key) => shown.has(key)),
    startsAt: iso(row.startsAt),
    endsAt: iso(row.endsAt),
    startedAt: maybe(row.startedAt),
    completedAt: maybe(row.completedAt),
    cancelledAt: maybe(row.cancelledAt),
    createdAt: iso(row.createdAt),
    updatedAt: updates.at(-1)?.at ?? iso(row.createdAt),
    updates: updates.reverse(),
  }
}

function composeSystem(row: SystemRow, { intervals, firstSeen }: SnapshotRows, now: Date): SnapshotSystem {
  const own: ImpactInterval[] = intervals
    .filter(({ systemKey }) => systemKey === row.key)
    .map(({ incident, impact, fromAt, toAt }) => ({ incident, impact, from: new Date(fromAt), to: toAt === null ? null : new Date(toAt) }))
  const open = own.filter(({ to }) => to === null || to > now)
  const impact = worstOf(open.map((one) => one.impact))
  // Of the intervals that make it as bad as it is, the first: two incidents in turn are one bad time.
  const since = open.filter((one) => one.impact === impact).reduce<Date | null>((first, { from }) => (first === null || from < first ? from : first), null)
  // What was recorded of it before it was registered is part of its past.
  const knownFrom = new Date(Math.min(new Date(row.createdAt).getTime(), new Date(firstSeen[row.key] ?? row.createdAt).getTime()))
  const days = uptimeDays(own, { now, days: UPTIME_DAYS, knownFrom })
  return { ...row, createdAt: iso(row.createdAt), impact, since: since?.toISOString() ?? null, upRatio: upRatioOf(days, { now, knownFrom }), days }
}

/** Entries as updates, in order; a correction puts its words where the wrong ones stood. */
function composeUpdates(entries: readonly EntryRow[]): SnapshotUpdate[] {
  const updates = new Map<number, SnapshotUpdate>()
  for (const entry of entries) {
    const corrected = entry.correctsSeq === null ? undefined : updates.get(entry.correctsSeq)
    if (corrected) {
      corrected.body = entry.body
      corrected.correctedAt = iso(entry.at)
      continue
    }
    const status = statusOf(entry)
    if (entry.body.trim() === '' && status === null) continue
    updates.set(entry.seq, { seq: entry.seq, status, body: entry.body, at: iso(entry.at), correctedAt: null })
  }
  return [...updates.values()].sort((a, b) => a.at.localeCompare(b.at) || a.seq - b.seq)
}

/** The status that an entry announces; null when it says nothing of it. */
export function statusOf({ type, facts }: Pick<EntryRow, 'type' | 'facts'>): IncidentStatus | null {
  const said = facts.status ?? (type === 'status' ? facts.to : type === 'opened' || type === 'reopened' ? 'investigating' : undefined)
  return incidentStatuses.find((status) => status === said) ?? null
}

function iso(at: string): string {
  return new Date(at).toISOString()
}

function maybe(at: string | null): string | null {
  return at === null ? null : iso(at)
}
