import { and, gt, inArray, isNull, lte } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { alertDependencies, alerts, maintenanceWindows, silences } from '@/db/schema/alerts'
import { openStates } from '../model'

/** What keeps open alerts from being told, and the alerts themselves. */
export async function readAround(tx: Tx, now: Date) {
  const open = await tx
    .select({
      id: alerts.id,
      organizationId: alerts.organizationId,
      labels: alerts.labels,
      firedAt: alerts.firedAt,
      silenceId: alerts.silenceId,
      maintenanceId: alerts.maintenanceId,
      parentAlertId: alerts.parentAlertId,
    })
    .from(alerts)
    .where(inArray(alerts.state, [...openStates]))
  // Nothing open, nothing to mark.
  if (open.length === 0) return { open, silences: [], windows: [], dependencies: [] }
  return {
    open,
    silences: await tx
      .select({ id: silences.id, organizationId: silences.organizationId, matchers: silences.matchers, endsAt: silences.endsAt })
      .from(silences)
      .where(and(lte(silences.startsAt, now), gt(silences.endsAt, now), isNull(silences.endedAt))),
    windows: await tx
      .select()
      .from(maintenanceWindows)
      .where(and(lte(maintenanceWindows.startsAt, now), isNull(maintenanceWindows.cancelledAt))),
    dependencies: await tx.select().from(alertDependencies),
  }
}
