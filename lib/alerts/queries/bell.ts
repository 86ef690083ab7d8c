import { and, desc, eq, gt, inArray, isNull, type SQL, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { alertEvents, alertReads, alerts } from '@/db/schema/alerts'
import { addDays } from '@/lib/time'
import { type AlertSeverity, type BellEventType, bellEventTypes } from '../model'
import { MOST_UNSEEN } from '../most-unseen'

/** Somebody who looks at an organization's alerts, or with null at the platform's. */
interface BellReader {
  userId: string
  organizationId: string | null
}

interface BellEntry {
  seq: number
  alertId: string
  type: BellEventType
  severity: AlertSeverity
  title: string
  at: Date
  unseen: boolean
}

/** How many events somebody has not seen, and the newest that there is to see. */
export interface Unseen {
  unseen: number
  newestSeq: number
}

/** Who was never here, or long away, need not count everything that ever was. */
const COUNTED_DAYS = 14

const NEWEST = 10

/** How many events somebody has not seen (at most MOST_UNSEEN), and the newest that there is to see (0: none). */
export async function countUnseen(tx: Tx, reader: BellReader, now: Date): Promise<Unseen> {
  const [row] = await tx.execute<{ bell: Unseen }>(sql`select ${unseenOf(reader, now)} as bell`)
  return row?.bell ?? { unseen: 0, newestSeq: 0 }
}

/** The same as a part of a larger statement: one value, an object of JSON. */
export function unseenOf(reader: BellReader, now: Date): SQL {
  return sql`(
    select json_build_object('unseen', count(e.seq), 'newestSeq', coalesce(max(e.seq), max(r.seen)))
    from (select coalesce((select ${alertReads.seenSeq} from ${alertReads} where ${readBy(reader)}), 0) as seen) r
    left join lateral (
      select ${alertEvents.seq} from ${alertEvents}
      where ${telling(reader)} and ${alertEvents.seq} > r.seen and ${gt(alertEvents.at, addDays(now, -COUNTED_DAYS))}
      order by ${alertEvents.seq} desc limit ${MOST_UNSEEN}
    ) e on true)`
}

/** What happened last to alerts, newest first. */
export async function listNewest(tx: Tx, reader: BellReader): Promise<BellEntry[]> {
  const seen = await findSeen(tx, reader)
  const rows = await tx
    .select({
      seq: alertEvents.seq,
      alertId: alertEvents.alertId,
      type: sql<BellEventType>`${alertEvents.type}`,
      severity: alerts.severity,
      title: alerts.title,
      at: alertEvents.at,
    })
    .from(alertEvents)
    .innerJoin(alerts, eq(alerts.id, alertEvents.alertId))
    .where(telling(reader))
    .orderBy(desc(alertEvents.seq))
    .limit(NEWEST)
  return rows.map((row) => ({ ...row, unseen: row.seq > seen }))
}

async function findSeen(tx: Tx, reader: BellReader): Promise<number> {
  const [row] = await tx.select({ seenSeq: alertReads.seenSeq }).from(alertReads).where(readBy(reader))
  return row?.seenSeq ?? 0
}

function readBy({ userId, organizationId }: BellReader): SQL | undefined {
  return and(eq(alertReads.userId, userId), organizationId === null ? isNull(alertReads.organizationId) : eq(alertReads.organizationId, organizationId))
}

function telling({ organizationId }: BellReader): SQL | undefined {
  const whose = organizationId === null ? isNull(alertEvents.organizationId) : eq(alertEvents.organizationId, organizationId)
  return and(whose, inArray(alertEvents.type, [...bellEventTypes]))
}
