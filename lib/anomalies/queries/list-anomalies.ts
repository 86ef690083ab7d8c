import { and, desc, eq, gte, isNull, lt, ne, or } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { anomalyEvents } from '@/db/schema/anomalies'
import { tools } from '@/db/schema/tools'
import type { Window } from '@/lib/time'
import type { AnomalyEvent } from '../model'

/** The most events that one timeline shows. */
const LIMIT = 500

/** An organization's anomalies that touch the window (those still going on touch every later one), newest first, 500 at most. */
export function listAnomalies(tx: Tx, { organizationId, window }: { organizationId: string; window: Window }): Promise<AnomalyEvent[]> {
  return tx
    .select({
      id: anomalyEvents.id,
      toolId: anomalyEvents.toolId,
      toolName: tools.name,
      metric: anomalyEvents.metric,
      severity: anomalyEvents.severity,
      state: anomalyEvents.state,
      zScore: anomalyEvents.zScore,
      impact: anomalyEvents.impact,
      baselineValue: anomalyEvents.baselineValue,
      currentValue: anomalyEvents.currentValue,
      description: anomalyEvents.description,
      storyId: anomalyEvents.storyId,
      startedAt: anomalyEvents.startedAt,
      endedAt: anomalyEvents.endedAt,
    })
    .from(anomalyEvents)
    .innerJoin(tools, eq(tools.id, anomalyEvents.toolId))
    .where(
      and(
        eq(anomalyEvents.organizationId, organizationId),
        ne(anomalyEvents.state, 'withdrawn'),
        lt(anomalyEvents.startedAt, window.to),
        or(isNull(anomalyEvents.endedAt), gte(anomalyEvents.endedAt, window.from)),
      ),
    )
    .orderBy(desc(anomalyEvents.startedAt), desc(anomalyEvents.id))
    .limit(LIMIT)
}
