import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { alerts } from '@/db/schema/alerts'
import type { AlertOwner } from '../owner'
import type { TodaysAlerts } from '../view'
import { listAlerts } from './list-alerts'
import { ownedBy } from './owned'

const NEWEST = 3

/** What has fired since midnight and what is open, by severity, with the newest that are open. */
export async function getTodaysAlerts(tx: Tx, { since, now, ...owner }: AlertOwner & { since: Date; now: Date }): Promise<TodaysAlerts> {
  const counted = (severity: string, which: 'fired' | 'open') =>
    sql<number>`(count(*) filter (where ${alerts.severity} = ${severity} and ${which === 'fired' ? sql`${alerts.firedAt} >= ${since}` : sql`${alerts.state} in ('firing', 'acknowledged')`}))::integer`
  const [row] = await tx
    .select({
      firedCritical: counted('critical', 'fired'),
      firedWarning: counted('warning', 'fired'),
      openCritical: counted('critical', 'open'),
      openWarning: counted('warning', 'open'),
    })
    .from(alerts)
    .where(sql`${ownedBy(alerts.organizationId, owner)} and (${alerts.firedAt} >= ${since} or ${alerts.state} in ('firing', 'acknowledged'))`)
  return {
    fired: { critical: row?.firedCritical ?? 0, warning: row?.firedWarning ?? 0 },
    open: { critical: row?.openCritical ?? 0, warning: row?.openWarning ?? 0 },
    newest: await listAlerts(tx, { of: owner, now, open: true, sort: 'severity', limit: NEWEST }),
  }
}
