import { withPlatform } from '@/db/client'
import { incidentAlerts } from '@/db/schema/incidents'
import { listAlike } from '../../queries/to-follow'
import { note } from '../act'
import { addEntry } from '../add-entry'
import type { Step } from './step'

/** What fires of the same rule while an incident is open is part of it. */
export const attachAlike: Step = (ctx) =>
  withPlatform(async (tx) => {
    const alike = await listAlike(tx)
    if (alike.length === 0) return { checked: 0, changed: 0, failed: 0 }
    const attached = await tx
      .insert(incidentAlerts)
      .values(alike.map((one) => ({ ...one, at: ctx.now })))
      .onConflictDoNothing()
      .returning({ alertId: incidentAlerts.alertId, incidentId: incidentAlerts.incidentId })
    for (const { alertId, incidentId } of attached) {
      await addEntry(tx, ctx, incidentId, { type: 'alert', facts: { alertId, to: 'attached' } })
      await note(tx, ctx, 'alert_attached', incidentId, { after: { alertId } })
    }
    return { checked: alike.length, changed: attached.length, failed: 0 }
  })
