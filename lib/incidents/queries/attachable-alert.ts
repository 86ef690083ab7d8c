import { eq, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { alerts } from '@/db/schema/alerts'
import { incidentAlerts, incidents } from '@/db/schema/incidents'
import { AppError } from '@/lib/errors'
import { SIMULATED_SERVICE } from '@/lib/systems/health'
import type { IncidentStatus } from '../model'

/** An alert with the incident that it belongs to, if any. */
export interface AttachableAlert {
  id: string
  fingerprint: string
  incident: { id: string; number: number; status: IncidentStatus } | null
  /** It is about the simulated marketplace: its organization, its tool or its series. */
  simulated: boolean
}

const isSimulated = sql<boolean>`(coalesce(${alerts.labels} ->> 'service' = ${SIMULATED_SERVICE}, false) or exists (
  select from organizations o where o.simulated and o.id in (${alerts.organizationId}, (select t.organization_id from tools t where t.id = ${alerts.toolId}))))`

/** @throws AppError not_found */
export async function getAttachableAlert(tx: Tx, alertId: string): Promise<AttachableAlert> {
  const [found] = await tx
    .select({
      id: alerts.id,
      fingerprint: alerts.fingerprint,
      incident: { id: incidents.id, number: incidents.number, status: incidents.status },
      simulated: isSimulated,
    })
    .from(alerts)
    .leftJoin(incidentAlerts, eq(incidentAlerts.alertId, alerts.id))
    .leftJoin(incidents, eq(incidents.id, incidentAlerts.incidentId))
    // The breach that the product makes to time itself concerns nobody.
    .where(sql`${alerts.id} = ${alertId} and not ${alerts.labels} ? 'synthetic'`)
  if (!found) throw new AppError('not_found', 'There is no such alert.')
  return found
}
