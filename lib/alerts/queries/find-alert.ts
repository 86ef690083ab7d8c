import { and, asc, desc, eq, gt, ne } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { apiKeys } from '@/db/schema/accounts'
import { alertEvents, alerts, maintenanceWindows, silences } from '@/db/schema/alerts'
import { users } from '@/db/schema/auth'
import { AppError } from '@/lib/errors'
import { addDays } from '@/lib/time'
import type { AlertOwner } from '../owner'
import { type AlertDetail, type AlertEventRow, SAME_BEFORE_DAYS } from '../view'
import { selectAlerts } from './list-alerts'
import { isId, ownedBy } from './owned'

/** An alert is kept on its page with at most so many of its events, children and forerunners. */
const MOST = 50

/**
 * One alert with its events, what keeps it quiet, and what is folded under it. `of` 'everybody' needs the
 * platform's rights.
 * @throws AppError not_found
 */
export async function getAlert(tx: Tx, { of, alertId, now }: { of: AlertOwner | 'everybody'; alertId: string; now: Date }): Promise<AlertDetail> {
  if (!isId(alertId)) throw new AppError('not_found', 'There is no such alert.')
  const own = and(eq(alerts.id, alertId), of === 'everybody' ? undefined : ownedBy(alerts.organizationId, of))
  const [row] = await selectAlerts(tx).where(own)
  const [more] = await tx
    .select({
      description: alerts.description,
      runbookUrl: alerts.runbookUrl,
      sourceUrl: alerts.sourceUrl,
      fingerprint: alerts.fingerprint,
      closedBy: alerts.closedBy,
      silence: { reason: silences.reason, endsAt: silences.endsAt },
      maintenance: { name: maintenanceWindows.name },
    })
    .from(alerts)
    .leftJoin(silences, eq(silences.id, alerts.silenceId))
    .leftJoin(maintenanceWindows, eq(maintenanceWindows.id, alerts.maintenanceId))
    .where(own)
  if (!row || !more) throw new AppError('not_found', 'There is no such alert.')
  const { closedBy, ...kept } = more
  const [parent] = row.parentAlertId ? await tx.select({ id: alerts.id, title: alerts.title }).from(alerts).where(eq(alerts.id, row.parentAlertId)) : []
  return {
    ...row,
    ...kept,
    closedByHandAt: closedBy === null ? null : row.resolvedAt,
    parent: parent ?? null,
    events: await listAlertEvents(tx, alertId),
    children: await tx
      .select({ id: alerts.id, title: alerts.title, severity: alerts.severity, state: alerts.state })
      .from(alerts)
      .where(and(eq(alerts.parentAlertId, alertId), row.organizationId === null ? undefined : eq(alerts.organizationId, row.organizationId)))
      .orderBy(asc(alerts.firedAt))
      .limit(MOST),
    earlier: await tx
      .select({ id: alerts.id, firedAt: alerts.firedAt, resolvedAt: alerts.resolvedAt, state: alerts.state })
      .from(alerts)
      .where(
        and(
          eq(alerts.fingerprint, kept.fingerprint),
          ownedBy(alerts.organizationId, { organizationId: row.organizationId }),
          row.ruleId === null ? undefined : eq(alerts.ruleId, row.ruleId),
          ne(alerts.id, alertId),
          gt(alerts.firedAt, addDays(now, -SAME_BEFORE_DAYS)),
        ),
      )
      .orderBy(desc(alerts.firedAt))
      .limit(10),
  }
}

async function listAlertEvents(tx: Tx, alertId: string): Promise<AlertEventRow[]> {
  const rows = await tx
    .select({
      seq: alertEvents.seq,
      type: alertEvents.type,
      actorId: alertEvents.actorId,
      personName: users.name,
      keyName: apiKeys.name,
      note: alertEvents.note,
      value: alertEvents.value,
      at: alertEvents.at,
    })
    .from(alertEvents)
    .leftJoin(users, eq(users.id, alertEvents.actorId))
    .leftJoin(apiKeys, eq(apiKeys.id, alertEvents.actorId))
    .where(eq(alertEvents.alertId, alertId))
    .orderBy(desc(alertEvents.seq))
    .limit(MOST)
  return rows.map(({ actorId, personName, keyName, ...event }) => ({ ...event, byPerson: actorId !== null, actorName: personName ?? keyName }))
}
