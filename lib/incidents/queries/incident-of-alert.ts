import { eq } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { incidentAlerts, incidents } from '@/db/schema/incidents'
import type { IncidentStatus } from '../model'

/** The incident that an alert belongs to; null: none. */
export async function findIncidentOfAlert(tx: Tx, alertId: string): Promise<{ id: string; number: number; status: IncidentStatus } | null> {
  const [found] = await tx
    .select({ id: incidents.id, number: incidents.number, status: incidents.status })
    .from(incidentAlerts)
    .innerJoin(incidents, eq(incidents.id, incidentAlerts.incidentId))
    .where(eq(incidentAlerts.alertId, alertId))
  return found ?? null
}
