import { eq, isNull } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { incidentImpacts, incidents } from '@/db/schema/incidents'

/** Incidents that something can still follow from, with what is kept of their ledgers. */
export async function listLedgers(tx: Tx) {
  return tx
    .select({
      id: incidents.id,
      coverage: incidents.coverage,
      startedAt: incidents.startedAt,
      resolvedAt: incidents.resolvedAt,
      computed: { computedAt: incidentImpacts.computedAt, frozenAt: incidentImpacts.frozenAt },
    })
    .from(incidents)
    .leftJoin(incidentImpacts, eq(incidentImpacts.incidentId, incidents.id))
    .where(isNull(incidents.closedAt))
    .orderBy(incidents.number)
}
