import { and, asc, desc, eq, gte, ilike, lt, type SQL, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { refunds, tools } from '@/db/schema/tools'
import type { Window } from '@/lib/time'

export const refundKinds = ['refund', 'dispute'] as const
export type RefundKind = (typeof refundKinds)[number]

export interface RefundFilter {
  organizationId: string
  window: Window
  kind?: RefundKind
  tool?: string
  /** Part of its id at the platform. */
  search?: string
}

/** Refunds and disputes that match, newest first or by amount. */
export function listRefunds(
  tx: Tx,
  { limit, offset, sort, ...filter }: RefundFilter & { limit: number; offset: number; sort: { by: string; direction: 'asc' | 'desc' } },
) {
  const column = sort.by === 'amount' ? refunds.amountMicros : refunds.at
  return tx
    .select({
      id: refunds.id,
      externalId: refunds.externalId,
      toolId: refunds.toolId,
      tool: tools.name,
      kind: refunds.kind,
      amountMicros: refunds.amountMicros,
      at: refunds.at,
    })
    .from(refunds)
    .innerJoin(tools, eq(tools.id, refunds.toolId))
    .where(matching(filter))
    .orderBy(sort.direction === 'asc' ? asc(column) : desc(column), desc(refunds.id))
    .limit(limit)
    .offset(offset)
}

export type RefundRow = Awaited<ReturnType<typeof listRefunds>>[number]

export async function countRefunds(tx: Tx, filter: RefundFilter): Promise<number> {
  const [row] = await tx.select({ n: sql<number>`count(*)::int` }).from(refunds).innerJoin(tools, eq(tools.id, refunds.toolId)).where(matching(filter))
  return row?.n ?? 0
}

export interface ToolRefunds {
  toolId: string
  tool: string
  refunds: number
  disputes: number
  amountMicros: number
}

/** Refunds and disputes by tool, those with most first; tools without any are left out. */
export function listToolRefunds(tx: Tx, { organizationId, window }: { organizationId: string; window: Window }): Promise<ToolRefunds[]> {
  return tx
    .select({
      toolId: refunds.toolId,
      tool: tools.name,
      refunds: sql<number>`(count(*) filter (where ${refunds.kind} = 'refund'))::int`,
      disputes: sql<number>`(count(*) filter (where ${refunds.kind} = 'dispute'))::int`,
      amountMicros: sql<number>`sum(${refunds.amountMicros})::float8`,
    })
    .from(refunds)
    .innerJoin(tools, eq(tools.id, refunds.toolId))
    .where(matching({ organizationId, window }))
    .groupBy(refunds.toolId, tools.name)
    .orderBy(desc(sql`count(*)`), asc(tools.name))
}

function matching({ organizationId, window, kind, tool, search }: RefundFilter): SQL | undefined {
  const like = search ? `%${search.replace(/[\\%_]/g, '\\$&')}%` : null
  return and(
    eq(refunds.organizationId, organizationId),
    gte(refunds.at, window.from),
    lt(refunds.at, window.to),
    kind ? eq(refunds.kind, kind) : undefined,
    tool ? eq(refunds.toolId, tool) : undefined,
    like ? ilike(refunds.externalId, like) : undefined,
  )
}
