import { type SQL, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { newId } from '@/lib/ids'
import { unitOf } from '../../evaluate'
import type { Effect } from '../../lifecycle'
import type { Labels } from '../../model'
import type { TellingRule } from '../../queries/rules'
import { listToolNames } from '../../queries/tool-names'
import type { Decided } from './decide'

export interface Written {
  fired: number
  resolved: number
  /** Ids of alerts that were opened, by fingerprint. */
  opened: Map<string, string>
}

/** An alert of this label times the evaluator itself: nobody is told of it. */
export const SYNTHETIC_LABEL = 'synthetic'
export const SYNTHETIC_TEMPLATE = 'synthetic-breach'

/**
 * Writes what was decided, each kind of change in one statement. An alert changes only if it still is what it
 * was decided on: somebody may have closed or acknowledged it meanwhile, and then nothing happened and no event
 * says that it did.
 * @param at when it is said to have happened
 */
export async function writeSteps(tx: Tx, decided: readonly Decided[], at: Date): Promise<Written> {
  const of = <T extends Effect['type']>(type: T) =>
    decided.flatMap((one) => one.step.effects.flatMap((effect) => (effect.type === type ? [{ one, effect: effect as Extract<Effect, { type: T }> }] : [])))
  const onOpen = <T extends Effect['type']>(type: T) =>
    of(type).flatMap(({ one, effect }) => (one.before?.alert ? [{ id: one.before.alert.id, alert: one.before.alert, ...effect }] : []))

  const resolved = await change(tx, 'resolved', onOpen('resolve'), at, {
    set: sql`state = 'resolved', resolved_at = ${at}, resolve_reason = r.reason, value = coalesce(r.value, a.value), updated_at = ${at}`,
    still: sql`a.state in ('firing', 'acknowledged')`,
    note: sql`null`,
  })
  const opened = await open(tx, of('open'), at)
  await change(tx, 'escalated', onOpen('escalate'), at, {
    set: sql`severity = 'critical', labels = a.labels || '{"severity": "critical"}', updated_at = ${at}`,
    still: sql`a.state in ('firing', 'acknowledged') and a.severity = 'warning'`,
    note: sql`r.note`,
  })
  await change(tx, 'rearmed', onOpen('rearm'), at, {
    // Nobody has it in hand any more, as when it is given back.
    set: sql`state = 'firing', acknowledged_by = null, acknowledged_at = null, acknowledgement = null, updated_at = ${at}`,
    // Acknowledged anew since it was read: the newer one holds.
    still: sql`a.state = 'acknowledged' and a.acknowledgement = r.alert -> 'acknowledgement'`,
    note: sql`r.note`,
  })
  await refresh(tx, onOpen('update'))
  await writeStates(tx, decided, opened)
  return { fired: opened.size, resolved, opened }
}

async function change(tx: Tx, event: string, rows: readonly object[], at: Date, how: { set: SQL; still: SQL; note: SQL }): Promise<number> {
  if (rows.length === 0) return 0
  const written = await tx.execute(sql`
    with r as materialized (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (id uuid, alert jsonb, reason text, value float8, note text)
    ), done as (
      update alerts a set ${how.set} from r where a.id = r.id and ${how.still} returning a.id, a.organization_id, a.value as shown, ${how.note} as note, r.value
    )
    insert into alert_events (alert_id, organization_id, type, note, value, at)
    select id, organization_id, ${event}, note, value, ${at} from done order by id
    returning seq`)
  return written.length
}

/** One open alert a fingerprint: if somebody opened it meanwhile, that one is it. */
async function open(tx: Tx, opens: readonly { one: Decided; effect: Extract<Effect, { type: 'open' }> }[], at: Date): Promise<Map<string, string>> {
  if (opens.length === 0) return new Map()
  const names = await listToolNames(tx, [...new Set(opens.flatMap(({ one }) => toolOf(one) ?? []))])
  const rows = opens.map(({ one, effect }) => {
    const { rule, fingerprint, labels } = one
    const toolId = toolOf(one)
    return {
      id: newId(at.getTime()),
      organization_id: rule.organizationId,
      rule_id: rule.id,
      fingerprint,
      severity: effect.severity,
      title: titleOf(rule, labels, names, effect.note),
      description: rule.description,
      runbook_url: rule.runbookUrl,
      labels: labelsToMatch(one, effect.severity),
      metric: rule.metric,
      tool_id: toolId,
      unit: unitOf(rule),
      value: effect.value,
      threshold: rule.threshold,
      operator: rule.operator,
      started_at: effect.startedAt,
      note: effect.note,
    }
  })
  const written = await tx.execute<{ id: string; fingerprint: string }>(sql`
    with r as materialized (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (id uuid, organization_id uuid, rule_id uuid, fingerprint text,
        severity alert_severity, title text, description text, runbook_url text, labels jsonb, metric text, tool_id uuid, unit text, value float8,
        threshold float8, operator alert_operator, started_at timestamptz, note text)
    ), done as (
      insert into alerts (id, organization_id, rule_id, fingerprint, severity, title, description, runbook_url, labels, metric, tool_id, unit,
        fired_value, value, worst_value, threshold, operator, started_at, fired_at, updated_at)
      select id, organization_id, rule_id, fingerprint, severity, title, description, runbook_url, labels, metric, tool_id, unit,
        value, value, value, threshold, operator, started_at, ${at}, ${at}
      from r order by id
      on conflict (fingerprint) where state in ('firing', 'acknowledged') do nothing
      returning id, organization_id, fingerprint, fired_value
    ), told as (
      insert into alert_events (alert_id, organization_id, type, note, value, at)
      select d.id, d.organization_id, 'fired', r.note, d.fired_value, ${at} from done d join r using (id) order by d.id
    )
    select id, fingerprint from done`)
  return new Map(Array.from(written, ({ id, fingerprint }) => [fingerprint, id]))
}

/** Figures that pages show; not an event. */
async function refresh(tx: Tx, rows: readonly { id: string; value: number; worstValue: number }[]): Promise<void> {
  if (rows.length === 0) return
  const changed = rows.map(({ id, value, worstValue }) => ({ id, value, worst: worstValue }))
  await tx.execute(sql`
    update alerts a set value = r.value, worst_value = r.worst
    from jsonb_to_recordset(${JSON.stringify(changed)}::jsonb) as r (id uuid, value float8, worst float8)
    where a.id = r.id and a.state in ('firing', 'acknowledged') and (a.value is distinct from r.value or a.worst_value is distinct from r.worst)`)
}

async function writeStates(tx: Tx, decided: readonly Decided[], opened: ReadonlyMap<string, string>): Promise<void> {
  const gone = decided.flatMap(({ step, before, fingerprint, rule }) => (step.state === null && before?.state ? [{ rule_id: rule.id, fingerprint }] : []))
  if (gone.length > 0) {
    await tx.execute(sql`
      delete from alert_states s using jsonb_to_recordset(${JSON.stringify(gone)}::jsonb) as r (rule_id uuid, fingerprint text)
      where s.rule_id = r.rule_id and s.fingerprint = r.fingerprint`)
  }
  const kept = decided.flatMap(({ step, fingerprint, labels, rule }) => {
    if (step.state === null) return []
    const { phase, before, since, value, lastReadingAt, missed, alertId, ruleVersion } = step.state
    return [
      {
        rule_id: rule.id,
        fingerprint,
        organization_id: rule.organizationId,
        phase,
        before,
        since,
        labels,
        value,
        last_reading_at: lastReadingAt,
        missed,
        alert_id: opened.get(fingerprint) ?? alertId,
        rule_version: ruleVersion,
      },
    ]
  })
  if (kept.length === 0) return
  await tx.execute(sql`
    insert into alert_states (rule_id, fingerprint, organization_id, phase, before, since, labels, value, last_reading_at, missed, alert_id, rule_version)
    select rule_id, fingerprint, organization_id, phase, before, since, labels, value, last_reading_at, missed, alert_id, rule_version
    from jsonb_to_recordset(${JSON.stringify(kept)}::jsonb) as r (rule_id uuid, fingerprint text, organization_id uuid, phase alert_phase, before alert_phase,
      since timestamptz, labels jsonb, value float8, last_reading_at timestamptz, missed int, alert_id uuid, rule_version int)
    on conflict (rule_id, fingerprint) do update set phase = excluded.phase, before = excluded.before, since = excluded.since, value = excluded.value,
      last_reading_at = excluded.last_reading_at, missed = excluded.missed, alert_id = excluded.alert_id, rule_version = excluded.rule_version`)
}

/** The dimensions, and what every alert is matched by: rule, metric, severity. */
function labelsToMatch({ rule, labels }: Decided, severity: string): Labels {
  return {
    ...labels,
    ...(rule.toolId ? { tool: rule.toolId } : {}),
    ...(rule.metric ? { metric: rule.metric } : {}),
    ...(rule.template === SYNTHETIC_TEMPLATE ? { [SYNTHETIC_LABEL]: 'true' } : {}),
    rule: rule.name,
    severity,
  }
}

function toolOf({ rule, labels }: Decided): string | null {
  const tool = rule.toolId ?? labels.tool ?? null
  // A custom metric's sender may call its tools as it likes.
  return tool !== null && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(tool) ? tool : null
}

function titleOf(rule: TellingRule, labels: Labels, names: ReadonlyMap<string, string>, reason: string): string {
  const told = { ...labels, ...(rule.toolId ? { tool: rule.toolId } : {}) }
  const which = Object.entries(told).map(([name, value]) => `${name.replaceAll('_', ' ')} ${name === 'tool' ? (names.get(value) ?? value) : value}`)
  return `${rule.name}${which.length > 0 ? ` (${which.join(', ')})` : ''}: ${reason}`
}
