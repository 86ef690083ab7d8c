import type postgres from 'postgres'
import type { AlertSeverity, AlertState, Labels } from '@/lib/alerts/model'
import { type RuleInput, ruleInputSchema } from '@/lib/alerts/rule-input'
import { newId } from '@/lib/ids'

/** A rule as somebody writes it: a tool's own errors above 5 %. */
export function ruleInput(change: Partial<RuleInput> = {}): RuleInput {
  return {
    ...ruleInputSchema.parse({
      name: 'A tool fails',
      kind: 'threshold',
      metric: 'tool_fair_error_ratio',
      aggregation: 'avg',
      operator: 'gt',
      threshold: 0.05,
      windowMinutes: 10,
      forMinutes: 5,
      groupBy: ['tool'],
    }),
    ...change,
  }
}

interface SeededAlert {
  organizationId: string | null
  ruleId?: string | null
  fingerprint?: string
  state?: AlertState
  severity?: AlertSeverity
  title?: string
  labels?: Labels
  toolId?: string | null
  value?: number | null
  firedAt: Date
  resolvedAt?: Date | null
  parentAlertId?: string | null
}

/** An alert as the evaluation leaves it, with the events that led there. */
export async function seedAlert(owner: postgres.Sql, alert: SeededAlert): Promise<string> {
  const id = newId(alert.firedAt.getTime())
  const { organizationId, ruleId = null, state = 'firing', severity = 'warning', firedAt, labels = {} } = alert
  const open = state === 'firing' || state === 'acknowledged'
  const resolvedAt = open ? null : (alert.resolvedAt ?? new Date(firedAt.getTime() + 600_000))
  const value = alert.value === undefined ? 0.12 : alert.value
  await owner`
    insert into alerts (id, organization_id, rule_id, fingerprint, state, severity, title, labels, metric, tool_id, unit, fired_value, value, worst_value,
      threshold, operator, started_at, fired_at, resolved_at, resolve_reason, acknowledged_at, parent_alert_id)
    values (${id}, ${organizationId}, ${ruleId}, ${alert.fingerprint ?? id}, ${state}, ${severity}, ${alert.title ?? 'A tool fails: 12 %, above 5 %'},
      ${owner.json({ severity, ...labels })}, 'tool_fair_error_ratio', ${alert.toolId ?? null}, 'ratio', ${value}, ${value}, ${value}, 0.05, 'gt',
      ${new Date(firedAt.getTime() - 300_000)}, ${firedAt}, ${resolvedAt}, ${open ? null : 'recovered'},
      ${state === 'acknowledged' ? firedAt : null}, ${alert.parentAlertId ?? null})`
  await owner`insert into alert_events (alert_id, organization_id, type, value, at) values (${id}, ${organizationId}, 'fired', ${value}, ${firedAt})`
  if (!open) await owner`insert into alert_events (alert_id, organization_id, type, value, at) values (${id}, ${organizationId}, ${state}, 0.01, ${resolvedAt})`
  return id
}
