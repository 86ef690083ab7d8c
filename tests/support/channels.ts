import { randomUUID } from 'node:crypto'
import type postgres from 'postgres'
import type { AlertSeverity, AlertState } from '@/lib/alerts/model'

// Rules and alerts as the evaluator would leave them, for tests of what is told about them.

/** A threshold rule of an organization (or the platform's, null). */
export async function seedRule(owner: postgres.Sql, organizationId: string | null, name = 'Error ratio', cooldownMinutes = 60): Promise<string> {
  const [row] = await owner<{ id: string }[]>`
    insert into alert_rules (organization_id, name, kind, metric, operator, threshold, cooldown_minutes)
    values (${organizationId}, ${name}, 'threshold', 'tool.error_ratio', 'gt', 0.05, ${cooldownMinutes}) returning id`
  return row?.id ?? ''
}

/** One alert of a rule, with the event that says that it fired. */
export async function fire(
  owner: postgres.Sql,
  alert: { organizationId: string | null; ruleId: string; at: Date; series?: string; severity?: AlertSeverity; title?: string },
): Promise<string> {
  const { organizationId, ruleId, at, series = randomUUID(), severity = 'warning', title = `Errors of ${series} are 14 %` } = alert
  const [row] = await owner<{ id: string }[]>`
    with made as (
      insert into alerts (organization_id, rule_id, fingerprint, severity, title, labels, unit, fired_value, value, threshold, operator, started_at, fired_at)
      values (${organizationId}, ${ruleId}, ${`${ruleId}{${series}}`}, ${severity}, ${title}, ${owner.json({ tool: series })}, 'ratio', 0.14, 0.14, 0.05, 'gt', ${at}, ${at})
      returning id
    ), told as (
      insert into alert_events (alert_id, organization_id, type, at) select id, ${organizationId}, 'fired', ${at} from made
    )
    select id from made`
  return row?.id ?? ''
}

/** So many alerts of a rule at once. */
export async function fireMany(
  owner: postgres.Sql,
  { organizationId, ruleId, at, count }: { organizationId: string; ruleId: string; at: Date; count: number },
): Promise<void> {
  await owner`
    with made as (
      insert into alerts (organization_id, rule_id, fingerprint, severity, title, labels, started_at, fired_at)
      select ${organizationId}, ${ruleId}, ${ruleId} || '{' || gen_random_uuid() || '}', 'warning', 'Alert ' || n, '{}', ${at}, ${at} from generate_series(1, ${count}) n
      returning id
    )
    insert into alert_events (alert_id, organization_id, type, at) select id, ${organizationId}, 'fired', ${at} from made`
}

/** Moves alerts to a state, with the event. */
export async function move(owner: postgres.Sql, ids: readonly string[], state: AlertState, at: Date): Promise<void> {
  const open = state === 'firing' || state === 'acknowledged'
  await owner`
    with moved as (
      update alerts set state = ${state}, resolved_at = ${open ? null : at}, resolve_reason = ${open ? null : 'recovered'},
        acknowledged_at = case when ${state} = 'acknowledged' then ${at}::timestamptz else acknowledged_at end
      where id = any(${[...ids]}::uuid[]) returning id, organization_id
    )
    insert into alert_events (alert_id, organization_id, type, at) select id, organization_id, ${state === 'firing' ? 'rearmed' : state}, ${at} from moved`
}
