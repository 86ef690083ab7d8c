import { and, desc, eq, gt, ilike, isNotNull, isNull, lte, or, type SQL, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { users } from '@/db/schema/auth'
import { statusMaintenanceEntries, statusMaintenances } from '@/db/schema/status'
import { AppError } from '@/lib/errors'
import type { MaintenanceEntryType, MaintenanceState } from '../model'

/** Planned work as staff see it. */
export type StaffMaintenance = Omit<typeof statusMaintenances.$inferSelect, 'createdBy' | 'updatedAt'>

export interface MaintenanceFilter {
  /** In title and text. */
  search: string
  state: MaintenanceState | undefined
  now: Date
}

/** What is to come first and soonest first, then what is over, the newest first. */
export async function listMaintenances(tx: Tx, filter: MaintenanceFilter & { limit: number; offset: number }): Promise<StaffMaintenance[]> {
  const over = sql`(${overAt(filter.now)})`
  return tx
    .select()
    .from(statusMaintenances)
    .where(matching(filter))
    .orderBy(over, sql`case when not ${over} then ${statusMaintenances.startsAt} end`, desc(statusMaintenances.startsAt), statusMaintenances.id)
    .limit(filter.limit)
    .offset(filter.offset)
}

export async function countMaintenances(tx: Tx, filter: MaintenanceFilter): Promise<number> {
  const [row] = await tx.select({ n: sql<number>`count(*)::integer` }).from(statusMaintenances).where(matching(filter))
  return row?.n ?? 0
}

export interface StaffEntry {
  seq: number
  type: MaintenanceEntryType
  /** Null: the clock, or somebody who has no account any more. */
  author: string | null
  body: string
  at: Date
}

/** One of them with all that was said of it, the newest first. @throws AppError not_found */
export async function getMaintenance(tx: Tx, id: string): Promise<{ maintenance: StaffMaintenance; entries: StaffEntry[] }> {
  const [maintenance] = await tx.select().from(statusMaintenances).where(eq(statusMaintenances.id, id))
  if (!maintenance) throw new AppError('not_found', 'There is no such maintenance.')
  const entries = await tx
    .select({
      seq: statusMaintenanceEntries.seq,
      type: sql<MaintenanceEntryType>`${statusMaintenanceEntries.type}`,
      author: users.name,
      body: statusMaintenanceEntries.body,
      at: statusMaintenanceEntries.at,
    })
    .from(statusMaintenanceEntries)
    .leftJoin(users, eq(users.id, statusMaintenanceEntries.actorId))
    .where(eq(statusMaintenanceEntries.maintenanceId, id))
    .orderBy(desc(statusMaintenanceEntries.seq))
  return { maintenance, entries }
}

function matching({ search, state, now }: MaintenanceFilter): SQL | undefined {
  const text = `%${search.replaceAll(/[\\%_]/g, '\\$&')}%`
  return and(
    search === '' ? undefined : or(ilike(statusMaintenances.title, text), ilike(statusMaintenances.body, text)),
    state === undefined ? undefined : ofState(state, now),
  )
}

// The same as maintenanceState(), for rows.
function ofState(state: MaintenanceState, now: Date): SQL | undefined {
  const { cancelledAt, completedAt, endsAt, startedAt, startsAt } = statusMaintenances
  const notCancelled = or(isNull(cancelledAt), gt(cancelledAt, now))
  const completed = or(and(isNotNull(completedAt), lte(completedAt, now)), lte(endsAt, now))
  const notCompleted = and(or(isNull(completedAt), gt(completedAt, now)), gt(endsAt, now))
  const begun = or(and(isNotNull(startedAt), lte(startedAt, now)), lte(startsAt, now))
  switch (state) {
    case 'cancelled':
      return and(isNotNull(cancelledAt), lte(cancelledAt, now))
    case 'completed':
      return and(notCancelled, completed)
    case 'in_progress':
      return and(notCancelled, notCompleted, begun)
    case 'scheduled':
      return and(notCancelled, notCompleted, gt(startsAt, now), or(isNull(startedAt), gt(startedAt, now)))
  }
}

function overAt(now: Date): SQL {
  return sql`${or(ofState('cancelled', now), ofState('completed', now))}`
}
