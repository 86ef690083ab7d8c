import { eq } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { incidentFollowups } from '@/db/schema/incidents'

/** The states of everything that follows from an incident. */
export function listFollowupStates(tx: Tx, incidentId: string) {
  return tx.select({ state: incidentFollowups.state }).from(incidentFollowups).where(eq(incidentFollowups.incidentId, incidentId))
}
