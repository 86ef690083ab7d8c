import type { Aggregation } from './metrics/model'
import type { AlertSeverity, Labels, NoDataPolicy, Operator, RuleKind, RuleOptions } from './model'

/** A rule as far as judging by it needs; the row is alert_rules. */
export interface AlertRule {
  id: string
  /** Null: the platform's. */
  organizationId: string | null
  name: string
  /** Key of the catalogue; null for burn rates and schedules. */
  metric: string | null
  kind: RuleKind
  aggregation: Aggregation | null
  operator: Operator | null
  /** In the metric's unit. */
  threshold: number | null
  windowMinutes: number
  filter: Labels
  groupBy: readonly string[]
  toolId: string | null
  options: RuleOptions
  forMinutes: number
  recoverMinutes: number
  noData: NoDataPolicy
  severity: AlertSeverity
  enabled: boolean
  version: number
  /** When it was changed last. */
  updatedAt: Date
  deletedAt: Date | null
}

/** What makes two readings of a rule the same thing: the rule and the labels that its series are told apart by. */
export function fingerprintOf(ruleId: string, labels: Labels): string {
  const sorted = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))
  return sorted.length === 0 ? ruleId : `${ruleId}:${JSON.stringify(sorted)}`
}

/** The labels of a fingerprint that fingerprintOf or alert_fingerprint made. */
export function labelsOf(fingerprint: string): Labels {
  const at = fingerprint.indexOf(':')
  return at < 0 ? {} : Object.fromEntries(JSON.parse(fingerprint.slice(at + 1)))
}
