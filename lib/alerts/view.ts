import type { Acknowledgement, AlertSeverity, AlertState, Labels, Matcher, NoDataPolicy, Operator, RuleKind, RuleOptions } from './model'

// What pages and the API are given to show.

/** Over how many days the lists count how often a rule fired. */
export const LATELY_DAYS = 28

/** How far back an alert's page looks for the same. */
export const SAME_BEFORE_DAYS = 90

/** A rule as lists show it, with what it has open and how often it fired lately. */
export interface RuleRow {
  id: string
  /** Null: the platform's. */
  organizationId: string | null
  name: string
  description: string
  runbookUrl: string | null
  metric: string | null
  kind: RuleKind
  aggregation: string | null
  operator: Operator | null
  threshold: number | null
  windowMinutes: number
  filter: Labels
  groupBy: string[]
  toolId: string | null
  toolName: string | null
  options: RuleOptions
  forMinutes: number
  recoverMinutes: number
  noData: NoDataPolicy
  severity: AlertSeverity
  cooldownMinutes: number
  quietFromMinute: number | null
  quietToMinute: number | null
  quietZone: string
  snoozedUntil: Date | null
  enabled: boolean
  template: string | null
  version: number
  lastEvaluatedAt: Date | null
  lastError: string | null
  createdAt: Date
  updatedAt: Date
  open: number
  firedLately: number
  lastFiredAt: Date | null
}

/** An alert as lists show it. */
export interface AlertRow {
  id: string
  organizationId: string | null
  organizationName: string | null
  source: 'rule' | 'alertmanager'
  ruleId: string | null
  ruleName: string | null
  state: AlertState
  severity: AlertSeverity
  title: string
  labels: Labels
  metric: string | null
  toolId: string | null
  toolName: string | null
  unit: string | null
  firedValue: number | null
  value: number | null
  worstValue: number | null
  threshold: number | null
  operator: Operator | null
  startedAt: Date
  firedAt: Date
  resolvedAt: Date | null
  resolveReason: string | null
  acknowledgedAt: Date | null
  /** Name of whoever has it in hand; null for nobody, and for people who are no members any more. */
  acknowledgedBy: string | null
  acknowledgement: Acknowledgement | null
  closedNote: string | null
  silenceId: string | null
  maintenanceId: string | null
  parentAlertId: string | null
  /** Its rule is told about later. */
  snoozedUntil: Date | null
}

/** What happened to an alert. */
export interface AlertEventRow {
  seq: number
  type: string
  /** Name of a member or a key; null for the evaluator, and for people who are no members any more. */
  actorName: string | null
  byPerson: boolean
  note: string | null
  value: number | null
  at: Date
}

/** An alert with all that its page shows. */
export interface AlertDetail extends AlertRow {
  description: string
  runbookUrl: string | null
  sourceUrl: string | null
  fingerprint: string
  events: AlertEventRow[]
  silence: { reason: string; endsAt: Date } | null
  maintenance: { name: string } | null
  parent: { id: string; title: string } | null
  children: { id: string; title: string; severity: AlertSeverity; state: AlertState }[]
  /** Earlier alerts of the same fingerprint in the last 90 days, newest first. */
  earlier: { id: string; firedAt: Date; resolvedAt: Date | null; state: AlertState }[]
  /** When it was closed by hand; it can be opened again for ten minutes. */
  closedByHandAt: Date | null
}

export const silenceStates = ['active', 'pending', 'over'] as const
export type SilenceState = (typeof silenceStates)[number]

export interface SilenceRow {
  id: string
  organizationId: string | null
  organizationName: string | null
  matchers: Matcher[]
  reason: string
  createdByName: string | null
  startsAt: Date
  endsAt: Date
  endedAt: Date | null
  state: SilenceState
  /** Open alerts that it keeps quiet. */
  held: number
}

export interface MaintenanceRow {
  id: string
  organizationId: string | null
  organizationName: string | null
  name: string
  matchers: Matcher[]
  startsAt: Date
  durationMinutes: number
  cron: string | null
  timeZone: string
  until: Date | null
  cancelledAt: Date | null
  held: number
}

export interface DependencyRow {
  id: string
  childLabel: string
  childValue: string
  parentLabel: string
  parentValue: string
  origin: string
}

/** What today has brought, for the overview. */
export interface TodaysAlerts {
  /** Fired since midnight on the owner's clocks, by severity. */
  fired: Record<AlertSeverity, number>
  open: Record<AlertSeverity, number>
  newest: AlertRow[]
}
