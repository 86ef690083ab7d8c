import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { MINUTE } from '@/lib/time'
import type { Episode } from '../decide'
import { GATE_MAIL, type GateStep, type GateType } from '../model'
import type { Stretch } from './read-facts'

/** An open episode with its place in the tables. */
export interface OpenGate extends Episode {
  id: string
  type: GateType
}

/**
 * Open gates by the id of their subject, with the notices and when each was told: the moment at which the
 * last of its mails was sent, or was given up (suppressed address, dead letter, dropped). Nobody left to
 * tell counts as told; a mail that still waits does not.
 * @param subject tool or developer: whose ids the stretch is of
 */
export async function readOpenGates(tx: Tx, subject: 'tool' | 'developer', { from, upto }: Stretch): Promise<Map<string, OpenGate[]>> {
  const column = subject === 'tool' ? sql`g.tool_id` : sql`g.developer_id`
  const rows = await tx.execute<{
    id: string
    subject_id: string
    type: GateType
    state: 'grace' | 'applied'
    triggered_at: string
    applies_at: string
    applied_at: string | null
    escalates_at: string | null
    escalated_at: string | null
    stopped_minutes: number
    checked_at: string
    notices: { step: GateStep; toldAt: string | null }[] | null
  }>(sql`
    select g.id, ${column} as subject_id, g.type, g.state, g.triggered_at, g.applies_at, g.applied_at, g.escalates_at, g.escalated_at, g.stopped_minutes, g.checked_at,
      (
        select jsonb_agg(jsonb_build_object('step', n.step, 'toldAt', case when mails.waiting then null else greatest(told.at, mails.at) end))
        from gate_notices n
        left join notification_log told
          on told.recipient_kind = 'organization' and told.recipient_id = n.organization_id and told.type = ${GATE_MAIL} and told.key = n.id::text
        left join lateral (
          select bool_or(o.state in ('pending', 'sending')) as waiting, max(coalesce(o.sent_at, o.next_attempt_at)) as at
          from notification_log l
          join outbox o on o.id = l.outbox_id
          where told.id is not null and o.organization_id = n.organization_id and o.template = ${GATE_MAIL} and l.key = n.id::text and l.type = ${GATE_MAIL}
        ) mails on true
        where n.gate_id = g.id
      ) as notices
    from quality_gates g
    where g.state <> 'lifted' and ${column} >= ${from} and ${column} <= ${upto} ${subject === 'developer' ? sql`and g.tool_id is null` : sql``}`)
  const gates = new Map<string, OpenGate[]>()
  for (const row of rows) {
    const gate: OpenGate = {
      id: row.id,
      type: row.type,
      state: row.state,
      triggeredAt: new Date(row.triggered_at),
      appliesAt: new Date(row.applies_at),
      appliedAt: moment(row.applied_at),
      escalatesAt: moment(row.escalates_at),
      escalatedAt: moment(row.escalated_at),
      stoppedMs: row.stopped_minutes * MINUTE,
      checkedAt: new Date(row.checked_at),
      notices: (row.notices ?? []).map(({ step, toldAt }) => ({ step, toldAt: moment(toldAt) })),
    }
    gates.set(row.subject_id, [...(gates.get(row.subject_id) ?? []), gate])
  }
  return gates
}

/** Approved exemptions in force at `now`, as `<subject id>:<gate>`. */
export async function readExemptions(tx: Tx, now: Date): Promise<Set<string>> {
  const rows = await tx.execute<{ subject_id: string; type: string }>(sql`
    select coalesce(e.tool_id, e.developer_id) as subject_id, e.type from gate_exemptions e where e.state = 'approved' and e.until > ${now}`)
  return new Set(rows.map((row) => `${row.subject_id}:${row.type}`))
}

/** When the oldest open gate was triggered, or the oldest badge began to fail: so far back incidents matter. */
export async function findOldestClock(tx: Tx): Promise<Date | null> {
  const [row] = await tx.execute<{ at: string | null }>(sql`
    select least((select min(g.triggered_at) from quality_gates g where g.state <> 'lifted'), (select min(b.failing_since) from reliable_badges b where b.lost_at is null)) as at`)
  return moment(row?.at ?? null)
}

function moment(text: string | null): Date | null {
  return text === null ? null : new Date(text)
}
