import { and, eq } from 'drizzle-orm'
import { incidentAlerts } from '@/db/schema/incidents'
import type { Context } from '@/lib/auth/model'
import { AppError } from '@/lib/errors'
import { getAttachableAlert } from '../queries/attachable-alert'
import { actOn, note, refuseClosed } from './act'
import { addEntry } from './add-entry'
import { attach } from './attach'

/**
 * Makes an alert the incident's; acknowledging it is left to a person.
 * @throws AppError forbidden, not_found, conflict when it belongs to an incident already, or the incident is closed
 */
export function attachAlert(ctx: Context, incidentId: string, { alertId }: { alertId: string }): Promise<void> {
  return actOn(ctx, incidentId, async (tx, incident) => {
    refuseClosed(incident)
    const alert = await getAttachableAlert(tx, alertId)
    if (alert.incident) throw new AppError('conflict', `This alert belongs to INC-${alert.incident.number} already. Detach it there first.`)
    await attach(tx, ctx, incident, alertId)
    await note(tx, ctx, 'alert_attached', incidentId, { after: { alertId } })
  })
}

/**
 * Takes an alert from the incident: it was about something else. What it has brought into the story stays.
 * @throws AppError forbidden, not_found, conflict when it is not the incident's, or the incident is closed
 */
export function detachAlert(ctx: Context, incidentId: string, { alertId }: { alertId: string }): Promise<void> {
  return actOn(ctx, incidentId, async (tx, incident) => {
    refuseClosed(incident)
    const [detached] = await tx
      .delete(incidentAlerts)
      .where(and(eq(incidentAlerts.alertId, alertId), eq(incidentAlerts.incidentId, incidentId)))
      .returning({ alertId: incidentAlerts.alertId })
    if (!detached) throw new AppError('conflict', 'This alert is not attached to the incident. Nothing was changed.')
    await addEntry(tx, ctx, incidentId, { type: 'alert', facts: { alertId, to: 'detached' } })
    await note(tx, ctx, 'alert_detached', incidentId, { after: { alertId } })
  })
}
