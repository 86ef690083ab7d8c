// Response: what is broken, who is on it, what was learned. An incident is opened by a person, from an alert
// or by a rule of ours; its story is a list of entries that nobody can change (db/schema/incidents.ts), and
// what it covers becomes a fault window (lib/ingest), so that scores, gates and mails leave it out. It is
// resolved when its effects are over and understood, and closes itself when all that follows from it is done.
// Reads: alerts, systems, anomalies, tools, usage, metrics. Writes the tables of db/schema/incidents.ts.

export const severities = [1, 2, 3, 4] as const
export type Severity = (typeof severities)[number]

/** All hands; opened by senior staff alone. */
export const SEVEREST: Severity = 1

export interface SeverityDefinition {
  severity: Severity
  /** SEV1. */
  label: string
  /** When it is that one. */
  means: string
  /** Who comes. */
  response: string
  /** An update is due so long after the one before it, minutes; null: by the next business day. */
  updateMinutes: number | null
}

/** Spec, section 10. */
export const severityDefinitions: readonly SeverityDefinition[] = [
  { severity: 1, label: 'SEV1', means: 'Full outage', response: 'All hands', updateMinutes: 15 },
  { severity: 2, label: 'SEV2', means: 'A major feature is broken', response: 'On-call and backup', updateMinutes: 30 },
  { severity: 3, label: 'SEV3', means: 'Part of the service is degraded', response: 'On-call', updateMinutes: 60 },
  { severity: 4, label: 'SEV4', means: 'Minor', response: 'Next business day', updateMinutes: null },
]

/** From these on a post-mortem must be complete before an incident can be resolved. */
export const POSTMORTEM_SEVERITY: Severity = 2

export const incidentStatuses = ['investigating', 'identified', 'monitoring', 'resolved'] as const
export type IncidentStatus = (typeof incidentStatuses)[number]

/** Whose failures it explains: nobody's; those of every route; those of some routes and tools; those of a provider. */
export const coverages = ['none', 'everything', 'some', 'provider'] as const
export type Coverage = (typeof coverages)[number]

/** From light to grave. */
export const systemImpacts = ['degraded', 'partial_outage', 'major_outage'] as const
export type SystemImpact = (typeof systemImpacts)[number]

export const entryTypes = [
  'opened',
  'reported',
  'update',
  'status',
  'severity',
  'systems',
  'coverage',
  'details',
  'commander',
  'responder',
  'alert',
  'deploy',
  'flag',
  'correction',
  'reminder',
  'postmortem',
  'followup',
  'reopened',
  'closed',
] as const
export type EntryType = (typeof entryTypes)[number]

export const entryVisibilities = ['internal', 'public'] as const
export type EntryVisibility = (typeof entryVisibilities)[number]

/** What an entry says besides its words. `once` names what may be entered a single time (alert:<id>:fired). */
export interface EntryFacts {
  once?: string
  from?: string
  to?: string
  /** Which detail changed: title, startedAt, public, hidden, message. */
  detail?: string
  status?: IncidentStatus
  severity?: Severity
  systems?: { key: string; impact: SystemImpact | 'operational' }[]
  alertId?: string
  markerId?: string
  userId?: string
  followupId?: string
}

export const followupStates = ['open', 'done', 'not_doing'] as const
export type FollowupState = (typeof followupStates)[number]

/** What a follow-up fixes: an alert rule that must not fire, for so many whole days. */
export interface FollowupSignal {
  ruleId: string
  cleanDays: number
}
