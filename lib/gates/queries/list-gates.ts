import { type SQL, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { AppError } from '@/lib/errors'
import { type Evidence, evidenceSchema, type GateState, type GateStep, type GateType, type LiftReason } from '../model'
import type { ShownGate } from '../timeline'

/** An episode with all that a page says about it. */
export interface GateView extends ShownGate {
  id: string
  organizationId: string
  organizationName: string
  /** Null: the gate stands over the publisher. */
  toolId: string | null
  toolName: string | null
  liftReason: LiftReason | null
  stoppedMinutes: number
  stoppedBy: string | null
  evidence: Evidence
  checkedAt: Date
  notices: { step: GateStep; owedAt: Date }[]
}

export const gateSorts = ['triggered', 'state', 'gate', 'tool', 'publisher'] as const
export type GateSort = (typeof gateSorts)[number]

export interface GateFilter {
  /** Left out (staff only): every organization's. */
  organizationId?: string
  toolId?: string
  states?: readonly GateState[]
  type?: GateType
  /** Part of a tool's or publisher's name. */
  search?: string
}

const order: Record<GateSort, string> = { triggered: 'g.triggered_at', state: 'g.state', gate: 'g.type', tool: 'lower(t.name)', publisher: 'lower(o.name)' }

/** Episodes, one page of them; newest first unless said otherwise. */
export async function listGates(
  tx: Tx,
  {
    sort = 'triggered',
    direction = 'desc',
    limit,
    offset,
    ...filter
  }: GateFilter & { sort?: GateSort; direction?: 'asc' | 'desc'; limit: number; offset: number },
): Promise<GateView[]> {
  const by = sql.raw(`${order[sort]} ${direction === 'asc' ? 'asc nulls last' : 'desc nulls last'}`)
  return (await tx.execute<Row>(sql`${selectGates} where ${matching(filter)} order by ${by}, g.triggered_at desc, g.id limit ${limit} offset ${offset}`)).map(
    read,
  )
}

export async function countGates(tx: Tx, filter: GateFilter): Promise<number> {
  const [row] = await tx.execute<{ n: number }>(sql`
    select count(*)::integer as n from quality_gates g join organizations o on o.id = g.organization_id left join tools t on t.id = g.tool_id where ${matching(filter)}`)
  return row?.n ?? 0
}

/** How many gates are open over an organization, as a part of a larger statement. */
export function openGatesOf(organizationId: string): SQL {
  return sql`(select count(*)::integer from quality_gates g where g.organization_id = ${organizationId} and g.state in ('grace', 'applied'))`
}

/** The open gates of an organization (or of one tool, with those over its publisher): in force first, then by date. */
export async function listOpenGates(tx: Tx, { organizationId, toolId }: { organizationId: string; toolId?: string }): Promise<GateView[]> {
  const rows = await tx.execute<Row>(sql`
    ${selectGates}
    where g.organization_id = ${organizationId} and g.state <> 'lifted' ${toolId ? sql`and (g.tool_id = ${toolId} or g.tool_id is null)` : sql``}
    order by g.state desc, g.applies_at, g.id`)
  return rows.map(read)
}

/**
 * One episode of an organization.
 * @throws AppError not_found
 */
export async function getGate(tx: Tx, { organizationId, gateId }: { organizationId: string; gateId: string }): Promise<GateView> {
  const [row] = await tx.execute<Row>(sql`${selectGates} where g.id::text = ${gateId} and g.organization_id = ${organizationId}`)
  if (!row) throw new AppError('not_found', 'There is no such gate.')
  return read(row)
}

interface Row extends Record<string, unknown> {
  id: string
  organization_id: string
  organization_name: string
  tool_id: string | null
  tool_name: string | null
  type: GateType
  state: GateState
  triggered_at: string
  applies_at: string
  applied_at: string | null
  escalates_at: string | null
  escalated_at: string | null
  lifted_at: string | null
  lift_reason: LiftReason | null
  stopped_minutes: number
  stopped_by: string | null
  evidence: unknown
  checked_at: string
  notices: { step: GateStep; owedAt: string }[] | null
}

const selectGates = sql`
  select g.id, g.organization_id, o.name as organization_name, g.tool_id, t.name as tool_name, g.type, g.state, g.triggered_at, g.applies_at, g.applied_at,
    g.escalates_at, g.escalated_at, g.lifted_at, g.lift_reason, g.stopped_minutes, g.stopped_by, g.evidence, g.checked_at,
    (select jsonb_agg(jsonb_build_object('step', n.step, 'owedAt', n.owed_at) order by n.owed_at, n.step) from gate_notices n where n.gate_id = g.id) as notices
  from quality_gates g
  join organizations o on o.id = g.organization_id
  left join tools t on t.id = g.tool_id`

function matching({ organizationId, toolId, states, type, search }: GateFilter): SQL {
  const pattern = search ? `%${search.replace(/[\\%_]/g, '\\$&')}%` : null
  const parts = [
    organizationId ? sql`g.organization_id = ${organizationId}` : null,
    toolId ? sql`g.tool_id = ${toolId}` : null,
    states ? sql`g.state::text in (select jsonb_array_elements_text(${JSON.stringify(states)}::jsonb))` : null,
    type ? sql`g.type = ${type}` : null,
    pattern ? sql`(t.name ilike ${pattern} or o.name ilike ${pattern})` : null,
  ].filter((part) => part !== null)
  return parts.length === 0 ? sql`true` : sql.join(parts, sql` and `)
}

function read(row: Row): GateView {
  return {
    id: row.id,
    organizationId: row.organization_id,
    organizationName: row.organization_name,
    toolId: row.tool_id,
    toolName: row.tool_name,
    type: row.type,
    state: row.state,
    triggeredAt: new Date(row.triggered_at),
    appliesAt: new Date(row.applies_at),
    appliedAt: moment(row.applied_at),
    escalatesAt: moment(row.escalates_at),
    escalatedAt: moment(row.escalated_at),
    liftedAt: moment(row.lifted_at),
    liftReason: row.lift_reason,
    stoppedMinutes: row.stopped_minutes,
    stoppedBy: row.stopped_by,
    evidence: evidenceSchema.parse(row.evidence),
    checkedAt: new Date(row.checked_at),
    notices: (row.notices ?? []).map(({ step, owedAt }) => ({ step, owedAt: new Date(owedAt) })),
  }
}

function moment(text: string | null): Date | null {
  return text === null ? null : new Date(text)
}
