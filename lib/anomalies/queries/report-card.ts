import type { Tx } from '@/db/client'
import { detectorReports } from '@/db/schema/anomalies'
import { anomalyMetrics } from '../model'
import type { DetectorReport } from '../view'

/** The report card, one line a metric, those without feedback too. */
export async function listDetectorReports(tx: Tx): Promise<DetectorReport[]> {
  const rows = new Map((await tx.select().from(detectorReports)).map((row) => [row.metric, row]))
  return anomalyMetrics.map((metric) => {
    const row = rows.get(metric)
    return { metric, shown: row?.shown ?? 0, confirmed: row?.confirmed ?? 0, tightening: row?.tightening ?? 0, asOf: row?.asOf ?? null }
  })
}
