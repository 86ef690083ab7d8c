import type { Tx } from '@/db/client'
import { incidentAlerts } from '@/db/schema/incidents'
import type { Context } from '@/lib/auth/model'
import { AppError } from '@/lib/errors'
import type { Incident } from './act'
import { personOf } from './act'
import { addEntry } from './add-entry'

/**
 * Makes an alert the incident's.
 * @throws AppError conflict when it became another's meanwhile
 */
export async function attach(tx: Tx, ctx: Context, { id: incidentId }: Incident, alertId: string): Promise<void> {
  const [attached] = await tx
    .insert(incidentAlerts)
    .values({ alertId, incidentId, attachedBy: personOf(ctx), at: ctx.now })
    .onConflictDoNothing()
    .returning({ alertId: incidentAlerts.alertId })
  if (!attached) throw new AppError('conflict', 'This alert was attached to an incident meanwhile. Nothing was changed.')
  await addEntry(tx, ctx, incidentId, { type: 'alert', facts: { alertId, to: 'attached' } })
}
