import { and, gt, lt, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { plannedEvents } from '@/db/schema/anomalies'
import type { Window } from '@/lib/time'
import type { PlannedSpan } from '../model'

/**
 * The planned stretches that touch the window, for isPlanned(). One that was cancelled under way counts
 * up to that moment: what it had covered stays expected. Needs the platform's rights to mean all.
 */
export async function listPlannedEvents(tx: Tx, window: Window): Promise<PlannedSpan[]> {
  const until = sql<Date>`least(${plannedEvents.toAt}, ${plannedEvents.cancelledAt})`
  return (
    tx
      .select({
        organizationId: plannedEvents.organizationId,
        toolId: plannedEvents.toolId,
        fromMs: sql<number>`(extract(epoch from ${plannedEvents.fromAt}) * 1000)::float8`,
        toMs: sql<number>`(extract(epoch from ${until}) * 1000)::float8`,
      })
      .from(plannedEvents)
      // The first condition on the end is what the index knows.
      .where(and(gt(plannedEvents.toAt, window.from), lt(plannedEvents.fromAt, window.to), gt(until, window.from), gt(until, plannedEvents.fromAt)))
  )
}
