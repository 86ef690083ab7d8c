import { and, asc, desc, eq, ilike, inArray, or, type SQL, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { organizations } from '@/db/schema/accounts'
import { gateExemptions } from '@/db/schema/gates'
import { tools } from '@/db/schema/tools'
import type { ExemptionState, GateType } from '../model'

export interface Exemption {
  id: string
  organizationId: string
  organizationName: string
  /** Null: of the gate that stands over the publisher. */
  toolId: string | null
  toolName: string | null
  type: GateType
  state: ExemptionState
  reason: string
  evidence: string
  requestedAt: Date
  until: Date
  decidedAt: Date | null
  decisionReason: string | null
}

export interface ExemptionFilter {
  /** Left out (staff only): every organization's. */
  organizationId?: string
  states?: ExemptionState[]
  /** Part of a tool's or publisher's name. */
  search?: string
}

/** Exemptions: what waits for a decision first, oldest first; then the others, newest first. */
export function listExemptions(tx: Tx, { limit, offset, ...filter }: ExemptionFilter & { limit: number; offset: number }): Promise<Exemption[]> {
  return tx
    .select({
      id: gateExemptions.id,
      organizationId: gateExemptions.organizationId,
      organizationName: organizations.name,
      toolId: gateExemptions.toolId,
      toolName: tools.name,
      type: gateExemptions.type,
      state: gateExemptions.state,
      reason: gateExemptions.reason,
      evidence: gateExemptions.evidence,
      requestedAt: gateExemptions.requestedAt,
      until: gateExemptions.until,
      decidedAt: gateExemptions.decidedAt,
      decisionReason: gateExemptions.decisionReason,
    })
    .from(gateExemptions)
    .innerJoin(organizations, eq(organizations.id, gateExemptions.organizationId))
    .leftJoin(tools, eq(tools.id, gateExemptions.toolId))
    .where(matching(filter))
    .orderBy(
      sql`${gateExemptions.state} <> 'pending'`,
      asc(sql`case when ${gateExemptions.state} = 'pending' then ${gateExemptions.requestedAt} end`),
      desc(gateExemptions.requestedAt),
      asc(gateExemptions.id),
    )
    .limit(limit)
    .offset(offset)
}

export async function countExemptions(tx: Tx, filter: ExemptionFilter): Promise<number> {
  const [row] = await tx
    .select({ n: sql<number>`count(*)::integer` })
    .from(gateExemptions)
    .innerJoin(organizations, eq(organizations.id, gateExemptions.organizationId))
    .leftJoin(tools, eq(tools.id, gateExemptions.toolId))
    .where(matching(filter))
  return row?.n ?? 0
}

/** How many of all exemptions wait for a decision, as a part of a larger statement. */
export const pendingExemptions = sql`(select count(*)::integer from ${gateExemptions} where ${eq(gateExemptions.state, 'pending')})`

function matching({ organizationId, states, search }: ExemptionFilter): SQL | undefined {
  const pattern = search ? `%${search.replace(/[\\%_]/g, '\\$&')}%` : null
  return and(
    organizationId ? eq(gateExemptions.organizationId, organizationId) : undefined,
    states ? inArray(gateExemptions.state, states) : undefined,
    pattern ? or(ilike(tools.name, pattern), ilike(organizations.name, pattern)) : undefined,
  )
}
