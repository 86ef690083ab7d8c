import { and, asc, eq, gt, isNull, type SQL, sql } from 'drizzle-orm'
import { type Tx, withPlatform, withTenant } from '@/db/client'
import { liveEvents } from '@/db/schema/live'
import type { Audience, LiveEvent } from '../model'

/** Events of everybody after a position, oldest first; needs the platform's rights. */
export async function listEventsAfter(tx: Tx, after: number, limit: number): Promise<LiveEvent[]> {
  return readEvents(tx, gt(liveEvents.id, after), limit)
}

/** Events for one audience after a position, oldest first. Opens its own transaction, with the rights of that audience. */
export async function listMissed(audience: Audience, after: number, limit: number): Promise<LiveEvent[]> {
  const later = gt(liveEvents.id, after)
  if (audience.kind === 'staff') return withPlatform((tx) => readEvents(tx, and(later, isNull(liveEvents.organizationId)), limit), { accessMode: 'read only' })
  const { organizationId } = audience
  return withTenant(organizationId, (tx) => readEvents(tx, and(later, eq(liveEvents.organizationId, organizationId)), limit), { accessMode: 'read only' })
}

/** The oldest and the newest stored id; null when nothing is stored. Needs the platform's rights. */
export async function findStored(tx: Tx): Promise<{ first: number; last: number } | null> {
  const [row] = await tx
    .select({ first: sql<number | null>`min(${liveEvents.id})`.mapWith(Number), last: sql<number | null>`max(${liveEvents.id})`.mapWith(Number) })
    .from(liveEvents)
  return row && row.first !== null && row.last !== null ? { first: row.first, last: row.last } : null
}

function readEvents(tx: Tx, where: SQL | undefined, limit: number): Promise<LiveEvent[]> {
  return tx
    .select({
      id: liveEvents.id,
      organizationId: liveEvents.organizationId,
      topic: liveEvents.topic,
      subjectId: liveEvents.subjectId,
      body: sql<Record<string, unknown>>`${liveEvents.body}`,
      at: liveEvents.at,
    })
    .from(liveEvents)
    .where(where)
    .orderBy(asc(liveEvents.id))
    .limit(limit)
}
