import { and, eq, gt, inArray, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { alertEvents, alertReads } from '@/db/schema/alerts'
import type { AlertOwner } from '../owner'
import { ownedBy } from './owned'

/** What counts on the bell: something began, or became graver. */
const TELLING = ['fired', 'escalated', 'rearmed']

/** The number shows at most this; counting on would cost and say no more. */
const MOST = 100

/** How much of an owner's alerts a person has not seen (at most 100), and up to which event there is something to see. */
export async function getUnread(tx: Tx, { userId, ...owner }: AlertOwner & { userId: string }): Promise<{ unread: number; newestSeq: number }> {
  const [read] = await tx
    .select({ seenSeq: alertReads.seenSeq })
    .from(alertReads)
    .where(and(eq(alertReads.userId, userId), ownedBy(alertReads.organizationId, owner)))
  const [newest] = await tx
    .select({ seq: sql<number>`coalesce(max(${alertEvents.seq}), 0)::float8` })
    .from(alertEvents)
    .where(ownedBy(alertEvents.organizationId, owner))
  const unseen = await tx
    .select({ seq: alertEvents.seq })
    .from(alertEvents)
    .where(and(ownedBy(alertEvents.organizationId, owner), gt(alertEvents.seq, read?.seenSeq ?? 0), inArray(alertEvents.type, TELLING)))
    .limit(MOST)
  return { unread: unseen.length, newestSeq: newest?.seq ?? 0 }
}
