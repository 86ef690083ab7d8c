import { eq } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { alertRules } from '@/db/schema/alerts'
import { floorTo, HOUR, MINUTE } from '@/lib/time'
import { findMetric } from '../../metrics/catalogue'
import { aggregations } from '../../metrics/model'
import type { AlertRow } from '../../view'
import type { LabValues } from '../model'
import { valuesOf } from '../values'
import { BUCKET_MINUTES, readParts } from './read-parts'

const BEFORE_MS = 6 * HOUR
const AFTER_MS = 2 * HOUR
/** A long one is drawn from its beginning, not to its end. */
const MOST_MS = 36 * HOUR

/** The values around an alert as its rule takes them; null where they are not kept by tool. */
export async function findAlertChart(
  tx: Tx,
  { alert, now }: { alert: Pick<AlertRow, 'metric' | 'toolId' | 'toolName' | 'ruleId' | 'firedAt' | 'resolvedAt'>; now: Date },
): Promise<{ from: Date; to: Date; values: LabValues } | null> {
  const metric = alert.metric === null ? null : findMetric(alert.metric)
  if (metric?.source !== 'tool' || alert.toolId === null) return null
  const [rule] =
    alert.ruleId === null
      ? []
      : await tx
          .select({ aggregation: alertRules.aggregation, windowMinutes: alertRules.windowMinutes })
          .from(alertRules)
          .where(eq(alertRules.id, alert.ruleId))
  const aggregation = aggregations.find((one) => one === rule?.aggregation) ?? metric.aggregations[0] ?? 'sum'
  const windowMinutes = rule?.windowMinutes ?? BUCKET_MINUTES
  const from = floorTo(new Date(alert.firedAt.getTime() - BEFORE_MS), BUCKET_MINUTES * MINUTE)
  const end = Math.min((alert.resolvedAt ?? now).getTime() + AFTER_MS, now.getTime(), from.getTime() + MOST_MS)
  const to = floorTo(new Date(end), BUCKET_MINUTES * MINUTE)
  const [series] = await readParts(tx, {
    tools: [{ id: alert.toolId, name: alert.toolName ?? 'this tool' }],
    metric: metric.key,
    from: new Date(from.getTime() - windowMinutes * MINUTE),
    to,
    distribution: /^p\d+$/.test(aggregation),
  })
  return series ? { from, to, values: valuesOf(series, { aggregation, windowMinutes, stepMinutes: BUCKET_MINUTES, from, to }) } : null
}
