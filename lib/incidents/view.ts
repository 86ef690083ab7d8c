import type { AlertSeverity, AlertState } from '@/lib/alerts/model'
import type { AnomalyMetric } from '@/lib/anomalies/model'
import type { Figures } from './metrics'
import type { Coverage, EntryFacts, EntryType, EntryVisibility, FollowupSignal, FollowupState, IncidentStatus, Severity, SystemImpact } from './model'
import type { PostmortemText } from './postmortem'

// What pages and the API are given to show.

/** Somebody by id; the name is null for people who have no account any more. */
export interface Person {
  id: string
  name: string | null
}

/** How far a post-mortem is. */
export type PostmortemState = 'none' | 'draft' | 'complete' | 'reviewed'

/** An incident as lists show it. */
export interface IncidentRow {
  id: string
  number: number
  incidentKey: string
  title: string
  severity: Severity
  status: IncidentStatus
  coverage: Coverage
  provider: string | null
  message: string
  public: boolean
  commander: Person | null
  /** Null: a rule of ours opened it. */
  createdBy: Person | null
  startedAt: Date
  createdAt: Date
  acknowledgedAt: Date | null
  mitigatedAt: Date | null
  resolvedAt: Date | null
  closedAt: Date | null
  lastUpdateAt: Date
  /** It belongs to the simulated marketplace. */
  simulated: boolean
  version: number
  /** Systems that it affects, or affected last, gravest first. */
  systems: { key: string; name: string; impact: SystemImpact; toAt: Date | null }[]
  postmortem: PostmortemState
  openFollowups: number
  alerts: number
}

export interface EntryRow {
  seq: number
  type: EntryType
  visibility: EntryVisibility
  /** Null: the product. */
  author: Person | null
  body: string
  facts: EntryFacts
  correctsSeq: number | null
  /** The newest entry that puts this one right; null: none. */
  correctedBySeq: number | null
  at: Date
  recordedAt: Date
}

export interface PostmortemRow extends PostmortemText {
  completeAt: Date | null
  reviewedBy: Person | null
  reviewedAt: Date | null
  publishedAt: Date | null
  version: number
  createdBy: Person | null
  updatedAt: Date
  /** What it lacks before it is complete, in words. */
  lacking: string[]
}

export interface FollowupRow {
  id: string
  title: string
  owner: Person | null
  dueOn: string | null
  state: FollowupState
  reason: string | null
  signal: (FollowupSignal & { ruleName: string | null }) | null
  claimedAt: Date | null
  settledAt: Date | null
  settledBy: Person | null
  version: number
  createdAt: Date
}

export interface AttachedAlert {
  id: string
  title: string
  severity: AlertSeverity
  state: AlertState
  ruleId: string | null
  firedAt: Date
  resolvedAt: Date | null
  /** Null: the product attached it. */
  attachedBy: Person | null
  attachedAt: Date
}

export interface ImpactRow {
  consumers: number
  failedCalls: number
  revenueMicros: number
  slaMinutes: number
  computedAt: Date
  frozenAt: Date | null
  /** Those with most failed calls first; the first 50. */
  organizations: { id: string; name: string | null; role: 'publisher' | 'consumer'; failedCalls: number; revenueMicros: number }[]
  /** How many there are in all. */
  organizationCount: number
}

/** Everything that an incident's page shows. */
export interface IncidentDetail extends IncidentRow {
  routes: string[]
  tools: { id: string; name: string }[]
  /** Each stretch in which it affected a system, oldest first. */
  systemHistory: { key: string; name: string; impact: SystemImpact; fromAt: Date; toAt: Date | null }[]
  responders: (Person & { joinedAt: Date; leftAt: Date | null })[]
  attachedAlerts: AttachedAlert[]
  /** Oldest first. */
  entries: EntryRow[]
  postmortemText: PostmortemRow | null
  followups: FollowupRow[]
  impact: ImpactRow | null
  /** When the next update is due; null once it is resolved. */
  nextUpdateDueAt: Date | null
  /** Why it cannot be resolved yet; null when it can. */
  keptFromResolving: string | null
  /** What is left before it closes by itself, in words. */
  leftBeforeClosing: string[]
  /** Names of everybody that the entries speak of, by id. */
  people: Record<string, string>
  /** Names of systems, by key. */
  systemNames: Record<string, string>
}

/** Figures of a period. */
export interface IncidentFigures extends Figures {
  from: Date
  to: Date
  /** Incidents that began in each week (Monday, UTC), oldest first, weeks without any included. */
  weeks: { weekAt: Date; bySeverity: Record<Severity, number>; total: number }[]
}

/** What part of the incidents the anomaly detectors have found. */
export interface DetectorRecall {
  incidents: number
  /** By a story of any metric. */
  found: number
  byMetric: Record<AnomalyMetric, number>
}

/** What a new incident is filled in with from an alert. */
export interface Prefill {
  alertId: string
  title: string
  severity: Severity
  startedAt: Date
  systems: { key: string; impact: SystemImpact }[]
  routes: string[]
  tools: { id: string; name: string }[]
  provider: string | null
  /** The open incident that it belongs to already; null: none. */
  incident: { id: string; number: number; title: string } | null
}
