import { z } from 'zod'
import { incidentStatuses, severities, systemImpacts } from '@/lib/incidents/model'

// What the public is told: the state of each system, incidents with their public updates, planned work, ninety
// days of uptime. Put together once a minute and on every change into one snapshot, which the page and all its
// feeds are served from; each process keeps the last one, so that the page answers while the database is away.
// Whoever has subscribed and confirmed is told of each public update once.
// Reads: systems, incidents, suppressions. Writes the tables of db/schema/status.ts.

/** Days of uptime on the page. */
export const UPTIME_DAYS = 90

/** A snapshot that is older than this was missed by three runs of the job: the page says how old it is. */
export const STALE_MINUTES = 3

/** Updates older than this are told to nobody any more: an outage of ours ends in three days' news, not in a year's. */
export const TELL_WITHIN_DAYS = 3

/** An address that has not confirmed is forgotten after this; its link works as long. */
export const PENDING_DAYS = 7

/** What has ended is kept so long that staff can see why, then the address is forgotten. */
export const ENDED_DAYS = 30

/** Atlassian Statuspage's words for the state of a component, from fine to worst. */
export const componentStates = ['operational', 'under_maintenance', 'degraded_performance', 'partial_outage', 'major_outage'] as const
export type ComponentState = (typeof componentStates)[number]

export const maintenanceStates = ['scheduled', 'in_progress', 'completed', 'cancelled'] as const
export type MaintenanceState = (typeof maintenanceStates)[number]

/** What is said of a maintenance (status_maintenance_entries.type). */
export const maintenanceEntryTypes = ['scheduled', 'changed', 'started', 'update', 'completed', 'cancelled'] as const
export type MaintenanceEntryType = (typeof maintenanceEntryTypes)[number]

export const subscriberKinds = ['email', 'webhook'] as const
export type SubscriberKind = (typeof subscriberKinds)[number]

export const subscriberStates = ['pending', 'active', 'ended'] as const
export type SubscriberState = (typeof subscriberStates)[number]

/** Why somebody is told nothing any more. */
export const endReasons = ['by_hand', 'bounced', 'failing', 'gone'] as const
export type EndReason = (typeof endReasons)[number]

const moment = z.iso.datetime()

const snapshotUpdateSchema = z.object({
  seq: z.int(),
  /** Null: it said nothing of the status. */
  status: z.enum(incidentStatuses).nullable(),
  body: z.string(),
  at: moment,
  /** When its words were put right; null: they never were. */
  correctedAt: moment.nullable(),
})
export type SnapshotUpdate = z.infer<typeof snapshotUpdateSchema>

const snapshotIncidentSchema = z.object({
  id: z.string(),
  number: z.int(),
  title: z.string(),
  /** What is said of it now, in a sentence; may be empty. */
  message: z.string(),
  severity: z.union(severities.map((severity) => z.literal(severity))),
  status: z.enum(incidentStatuses),
  /** The worst that it did to each; open: it still does something to it. */
  systems: z.array(z.object({ key: z.string(), impact: z.enum(systemImpacts), open: z.boolean() })),
  startedAt: moment,
  mitigatedAt: moment.nullable(),
  resolvedAt: moment.nullable(),
  updatedAt: moment,
  /** Newest first. */
  updates: z.array(snapshotUpdateSchema),
  /** Markdown of the published post-mortem; null: none. */
  postmortem: z.string().nullable(),
  /** Part of the simulated marketplace. */
  simulated: z.boolean(),
})
export type SnapshotIncident = z.infer<typeof snapshotIncidentSchema>

const snapshotMaintenanceSchema = z.object({
  id: z.string(),
  title: z.string(),
  body: z.string(),
  systems: z.array(z.string()),
  startsAt: moment,
  endsAt: moment,
  /** Said by hand; the clock decides otherwise (maintenance-state.ts). */
  startedAt: moment.nullable(),
  completedAt: moment.nullable(),
  cancelledAt: moment.nullable(),
  sequence: z.int(),
  createdAt: moment,
  updatedAt: moment,
  /** Newest first. */
  updates: z.array(z.object({ seq: z.int(), type: z.enum(maintenanceEntryTypes), body: z.string(), at: moment })),
  simulated: z.boolean(),
})
export type SnapshotMaintenance = z.infer<typeof snapshotMaintenanceSchema>

const snapshotDaySchema = z.object({
  /** UTC, YYYY-MM-DD. */
  day: z.string(),
  /** 0..1 of the day that it was up; null before it existed. */
  upRatio: z.number().nullable(),
  /** Milliseconds by what was the worst at the time. */
  majorMs: z.number(),
  partialMs: z.number(),
  degradedMs: z.number(),
  /** Numbers of the incidents that touched it. */
  incidents: z.array(z.int()),
})
export type SnapshotDay = z.infer<typeof snapshotDaySchema>

const snapshotSystemSchema = z.object({
  key: z.string(),
  name: z.string(),
  description: z.string(),
  groupName: z.string(),
  provider: z.string().nullable(),
  createdAt: moment,
  /** The worst that open incidents do to it, and since when it is so bad; null: nothing. */
  impact: z.enum(systemImpacts).nullable(),
  since: moment.nullable(),
  /** Of all days together; null when it existed on none. */
  upRatio: z.number().nullable(),
  /** Oldest first. */
  days: z.array(snapshotDaySchema),
})
export type SnapshotSystem = z.infer<typeof snapshotSystemSchema>

/** Everything that the public page and its feeds show. Also how it is kept: in the database and in a file of each server. */
export const statusSnapshotSchema = z.object({
  version: z.literal(1),
  /** When it was put together. */
  at: moment,
  name: z.string(),
  systems: z.array(snapshotSystemSchema),
  /** Open ones and those of the last 90 days and of the two months before this one, newest first. */
  incidents: z.array(snapshotIncidentSchema),
  /** To come, under way, and as far back as the incidents, by their beginning. */
  maintenances: z.array(snapshotMaintenanceSchema),
})
export type StatusSnapshot = z.infer<typeof statusSnapshotSchema>

/** A snapshot and where it comes from. */
export interface KeptSnapshot {
  snapshot: StatusSnapshot
  /** The database did not answer: this is the last that was known. */
  away: boolean
}
