import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { evidenceSchema, GATE_MAIL, type GateStep, type GateType, type LiftReason } from '@/lib/gates/model'
import type { GateTelling } from '../gates/compose'
import { listTouchedOrganizations } from './touched'

interface Row extends Record<string, unknown> {
  notice_id: string
  gate_id: string
  organization_id: string
  organization_name: string
  simulated: boolean
  zone: string
  tool_name: string | null
  step: GateStep
  consequence_at: string | null
  type: GateType
  state: 'grace' | 'applied' | 'lifted'
  triggered_at: string
  applies_at: string
  applied_at: string | null
  escalates_at: string | null
  escalated_at: string | null
  lifted_at: string | null
  lift_reason: LiftReason | null
  stopped_by: string | null
  evidence: unknown
  notices: { step: GateStep; owedAt: string }[]
}

/**
 * Notices of gates that are still to be told and still true: a warning of a gate that was lifted meanwhile is
 * not, nor one that a later step has overtaken; that a gate was lifted is told to those only who heard of
 * it. While an incident touches the organization its notices wait.
 */
export async function listGateNotices(tx: Tx, { now, limit, only }: { now: Date; limit: number; only?: 'simulated' }): Promise<GateTelling[]> {
  const touched = [...(await listTouchedOrganizations(tx, now))]
  const rows = await tx.execute<Row>(sql`
    select n.id as notice_id, g.id as gate_id, g.organization_id, o.name as organization_name, o.simulated, o.time_zone as zone, t.name as tool_name,
      n.step, n.consequence_at, g.type, g.state, g.triggered_at, g.applies_at, g.applied_at, g.escalates_at, g.escalated_at, g.lifted_at,
      g.lift_reason, g.stopped_by, g.evidence,
      (select jsonb_agg(jsonb_build_object('step', s.step, 'owedAt', s.owed_at) order by s.owed_at) from gate_notices s where s.gate_id = g.id) as notices
    from gate_notices n
    join quality_gates g on g.id = n.gate_id
    join organizations o on o.id = g.organization_id
    left join tools t on t.id = g.tool_id
    where n.owed_at <= ${now} ${only ? sql`and o.simulated` : sql``}
      and n.organization_id not in (select jsonb_array_elements_text(${JSON.stringify(touched)}::jsonb)::uuid)
      and not ${isTold(sql`n.id`)}
      and case when n.step = 'lifted'
        then exists (select from gate_notices s where s.gate_id = g.id and s.step = 'triggered' and ${isTold(sql`s.id`)})
        else g.state <> 'lifted' and not exists (select from gate_notices s where s.gate_id = g.id and s.step > n.step)
      end
    order by n.owed_at, n.id
    limit ${limit}`)
  return rows.map((row) => ({
    noticeId: row.notice_id,
    gateId: row.gate_id,
    organizationId: row.organization_id,
    organizationName: row.organization_name,
    simulated: row.simulated,
    zone: row.zone,
    toolName: row.tool_name,
    step: row.step,
    consequenceAt: moment(row.consequence_at),
    gate: {
      type: row.type,
      state: row.state,
      triggeredAt: new Date(row.triggered_at),
      appliesAt: new Date(row.applies_at),
      appliedAt: moment(row.applied_at),
      escalatesAt: moment(row.escalates_at),
      escalatedAt: moment(row.escalated_at),
      liftedAt: moment(row.lifted_at),
    },
    liftReason: row.lift_reason,
    stoppedBy: row.stopped_by,
    evidence: evidenceSchema.parse(row.evidence),
    notices: row.notices.map(({ step, owedAt }) => ({ step, owedAt: new Date(owedAt) })),
  }))
}

/** Is what a written notice says no longer so: its gate was lifted, or a later step has come? A key that names no notice is left alone. */
export async function isGateNoticeOvertaken(tx: Tx, noticeId: string): Promise<boolean> {
  const [row] = await tx.execute<{ overtaken: boolean }>(sql`
    select n.step <> 'lifted' and (g.state = 'lifted' or exists (select from gate_notices s where s.gate_id = g.id and s.step > n.step)) as overtaken
    from gate_notices n join quality_gates g on g.id = n.gate_id
    where n.id::text = ${noticeId}`)
  return row?.overtaken === true
}

// The organization's own entry stands when everybody has their mail (tellOrganization).
function isTold(noticeId: ReturnType<typeof sql>) {
  return sql`exists (
    select from notification_log l
    where l.recipient_kind = 'organization' and l.recipient_id = n.organization_id and l.type = ${GATE_MAIL} and l.key = ${noticeId}::text)`
}

function moment(text: string | null): Date | null {
  return text === null ? null : new Date(text)
}
