import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import type { Context } from '@/lib/auth/model'
import { newId } from '@/lib/ids'
import { appendJournal } from '@/lib/journal/commands'
import { MINUTE } from '@/lib/time'
import type { Transition } from '../decide'
import type { GateType } from '../model'
import type { OpenGate } from '../queries/read-episodes'

/** One step of one gate: from the episode as it was read (null: none was open) to what was decided. */
export interface Move {
  type: GateType
  organizationId: string
  developerId: string
  toolId: string | null
  episode: OpenGate | null
  transition: Transition
}

/**
 * Stores the steps of one check. Each is a conditional update: an episode that another check has moved on
 * meanwhile, or judged at a later moment, stays as it is, and its notice is not written. The database
 * keeps what must not happen twice: one open episode a subject and gate, one notice a step.
 * @returns how many steps were taken (figures that were only brought up to date are none)
 */
export async function saveMoves(tx: Tx, ctx: Context, moves: Move[], now: Date): Promise<number> {
  const rows = moves.map(({ episode, transition, ...subject }) => ({
    id: episode?.id ?? newId(now.getTime()),
    organization_id: subject.organizationId,
    developer_id: subject.developerId,
    tool_id: subject.toolId,
    type: subject.type,
    before_state: episode?.state ?? null,
    state: transition.state,
    triggered_at: transition.triggeredAt,
    applies_at: transition.appliesAt,
    applied_at: transition.appliedAt,
    escalates_at: transition.escalatesAt,
    escalated_at: transition.escalatedAt,
    lifted_at: transition.liftedAt,
    lift_reason: transition.liftReason,
    stopped_minutes: Math.ceil(transition.stoppedMs / MINUTE),
    stopped_by: transition.stoppedBy,
    evidence: transition.evidence,
    notice_id: newId(now.getTime()),
    step: transition.notice?.step ?? null,
    consequence_at: transition.notice?.consequenceAt ?? null,
  }))
  const steps = await tx.execute<{ gate_id: string; step: string }>(sql`
    with moves as (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as m (
        id uuid, organization_id uuid, developer_id uuid, tool_id uuid, type gate_type, before_state gate_state, state gate_state,
        triggered_at timestamptz, applies_at timestamptz, applied_at timestamptz, escalates_at timestamptz, escalated_at timestamptz,
        lifted_at timestamptz, lift_reason text, stopped_minutes integer, stopped_by text, evidence jsonb,
        notice_id uuid, step gate_step, consequence_at timestamptz)
    ), opened as (
      insert into quality_gates (id, organization_id, developer_id, tool_id, type, state, triggered_at, applies_at, stopped_minutes, stopped_by, evidence, checked_at)
      select id, organization_id, developer_id, tool_id, type, state, triggered_at, applies_at, stopped_minutes, stopped_by, evidence, ${now}
      from moves m
      where before_state is null
        -- A check of an older moment than the newest episode's last one has nothing to open.
        and not exists (
          select from quality_gates g
          where g.type = m.type and g.tool_id is not distinct from m.tool_id and g.developer_id = m.developer_id and g.checked_at > ${now})
      on conflict do nothing
      returning id
    ), moved as (
      update quality_gates g set
        state = m.state, applies_at = greatest(g.applies_at, m.applies_at), applied_at = m.applied_at,
        escalates_at = greatest(g.escalates_at, m.escalates_at), escalated_at = coalesce(g.escalated_at, m.escalated_at),
        lifted_at = m.lifted_at, lift_reason = m.lift_reason, stopped_minutes = greatest(g.stopped_minutes, m.stopped_minutes),
        stopped_by = m.stopped_by, evidence = m.evidence, checked_at = ${now}
      from moves m
      where g.id = m.id and g.state = m.before_state and g.checked_at <= ${now}
      returning g.id
    )
    insert into gate_notices (id, organization_id, gate_id, step, owed_at, consequence_at)
    select m.notice_id, m.organization_id, m.id, m.step, ${now}, m.consequence_at
    from moves m
    where m.step is not null and m.id in (select id from opened union all select id from moved)
    on conflict do nothing
    returning gate_id, step`)
  const known = new Map(moves.map((move, i) => [rows[i]?.id, move]))
  for (const { gate_id, step } of steps) {
    const move = known.get(gate_id)
    if (!move || !journaled.has(step)) continue
    await appendJournal(tx, ctx, {
      action: `quality_gate.${step}`,
      subjectKind: 'quality_gate',
      subjectId: gate_id,
      organizationId: move.organizationId,
      after: { type: move.type, toolId: move.toolId, state: move.transition.state, liftReason: move.transition.liftReason },
    })
  }
  return steps.length
}

/** Warnings are in gate_notices; the journal has what changed for the listing. */
const journaled = new Set(['triggered', 'applied', 'escalated', 'lifted'])
