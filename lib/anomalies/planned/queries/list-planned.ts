import { and, asc, desc, eq, gt, ilike, isNotNull, isNull, lte, or, type SQL, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { organizations } from '@/db/schema/accounts'
import { plannedEvents } from '@/db/schema/anomalies'
import { tools } from '@/db/schema/tools'
import { type PlannedState, plannedState } from '../model'

/** An event as lists show it. */
export interface PlannedEvent {
  id: string
  /** Null: for everybody, by staff. */
  organizationId: string | null
  organizationName: string | null
  /** Null: every tool. */
  toolId: string | null
  toolName: string | null
  title: string
  fromAt: Date
  toAt: Date
  cancelledAt: Date | null
  state: PlannedState
}

export interface PlannedFilter {
  /** The events that concern this organization: its own, and those for everybody. Left out (staff only): all. */
  organizationId?: string
  state?: PlannedState
  /** A tool's: what is planned for every tool counts as well. */
  toolId?: string
  /** Only what staff planned for everybody. */
  everybody?: boolean
  /** Part of a title, or of a tool's or publisher's name. */
  search?: string
  now: Date
}

/** Events: what is under way first, then what comes (the next first), then what is over or cancelled (the latest first). */
export async function listPlanned(tx: Tx, { limit, offset, ...filter }: PlannedFilter & { limit: number; offset: number }): Promise<PlannedEvent[]> {
  const { now } = filter
  const open = sql`(${plannedEvents.cancelledAt} is null and ${plannedEvents.toAt} > ${now})`
  const rows = await tx
    .select({
      id: plannedEvents.id,
      organizationId: plannedEvents.organizationId,
      organizationName: organizations.name,
      toolId: plannedEvents.toolId,
      toolName: tools.name,
      title: plannedEvents.title,
      fromAt: plannedEvents.fromAt,
      toAt: plannedEvents.toAt,
      cancelledAt: plannedEvents.cancelledAt,
    })
    .from(plannedEvents)
    .leftJoin(organizations, eq(organizations.id, plannedEvents.organizationId))
    .leftJoin(tools, eq(tools.id, plannedEvents.toolId))
    .where(matching(filter))
    .orderBy(sql`not ${open}`, asc(sql`case when ${open} then ${plannedEvents.fromAt} end`), desc(plannedEvents.fromAt), asc(plannedEvents.id))
    .limit(limit)
    .offset(offset)
  return rows.map((row) => ({ ...row, state: plannedState(row, now) }))
}

export async function countPlanned(tx: Tx, filter: PlannedFilter): Promise<number> {
  const [row] = await tx
    .select({ n: sql<number>`count(*)::integer` })
    .from(plannedEvents)
    .leftJoin(organizations, eq(organizations.id, plannedEvents.organizationId))
    .leftJoin(tools, eq(tools.id, plannedEvents.toolId))
    .where(matching(filter))
  return row?.n ?? 0
}

function matching({ organizationId, state, toolId, everybody, search, now }: PlannedFilter): SQL | undefined {
  const pattern = search ? `%${search.replace(/[\\%_]/g, '\\$&')}%` : null
  return and(
    organizationId ? or(eq(plannedEvents.organizationId, organizationId), isNull(plannedEvents.organizationId)) : undefined,
    toolId ? or(eq(plannedEvents.toolId, toolId), isNull(plannedEvents.toolId)) : undefined,
    everybody ? isNull(plannedEvents.organizationId) : undefined,
    state ? standing(state, now) : undefined,
    pattern ? or(ilike(plannedEvents.title, pattern), ilike(tools.name, pattern), ilike(organizations.name, pattern)) : undefined,
  )
}

// As plannedState() says it.
function standing(state: PlannedState, now: Date): SQL | undefined {
  if (state === 'cancelled') return isNotNull(plannedEvents.cancelledAt)
  const kept = isNull(plannedEvents.cancelledAt)
  if (state === 'over') return and(kept, lte(plannedEvents.toAt, now))
  const open = and(kept, gt(plannedEvents.toAt, now))
  return state === 'current' ? and(open, lte(plannedEvents.fromAt, now)) : and(open, gt(plannedEvents.fromAt, now))
}
