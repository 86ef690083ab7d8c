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

/** Who was never here, or long away, need not count everything that ever was. */
const COUNTED_DAYS = 14

const NEWEST = 10

/** How many events somebody has not seen (at most MOST_UNSEEN), and the newest that there is to see (0: none). */
export async function countUnseen(tx: Tx, reader: BellReader, now: Date): Promise<{ unseen: number; newestSeq: number }> {
  const seen = await findSeen(tx, reader)
  const rows = await tx
    .select({ seq: alertEvents.seq })
    .from(alertEvents)
    .where(and(telling(reader), gt(alertEvents.seq, seen), gt(alertEvents.at, addDays(now, -COUNTED_DAYS))))
    .orderBy(desc(alertEvents.seq))
    .limit(MOST_UNSEEN)
  return { unseen: rows.length, newestSeq: rows[0]?.seq ?? seen }
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

async function findSeen(tx: Tx, { userId, organizationId }: BellReader): Promise<number> {
  const whose = organizationId === null ? isNull(alertReads.organizationId) : eq(alertReads.organizationId, organizationId)
  const [row] = await tx
    .select({ seenSeq: alertReads.seenSeq })
    .from(alertReads)
    .where(and(eq(alertReads.userId, userId), whose))
  return row?.seenSeq ?? 0
}

function telling({ organizationId }: BellReader): SQL | undefined {
  const whose = organizationId === null ? isNull(alertEvents.organizationId) : eq(alertEvents.organizationId, organizationId)
  return and(whose, inArray(alertEvents.type, [...bellEventTypes]))
}
