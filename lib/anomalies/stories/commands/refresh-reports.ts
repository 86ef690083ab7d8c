import { sql } from 'drizzle-orm'
import { withPlatform } from '@/db/client'
import { detectorReports } from '@/db/schema/anomalies'
import type { Context } from '@/lib/auth/model'
import { startOfDay } from '@/lib/time'
import type { JobResult, Work } from '@/lib/work'
import { anomalyMetrics } from '../../model'
import { countJudged } from '../queries/count-judged'
import { nextTightening } from '../report-card'

/**
 * Counts anew how often each detector was believed, and has one that rarely is ask for more evidence.
 * Once a UTC day; run again, or for an earlier day, it changes nothing.
 */
export async function refreshDetectorReports(_ctx: Context, { now }: Work): Promise<JobResult> {
  return withPlatform(async (tx) => {
    // The second of two runs waits here and finds the day done.
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext('pulsegrid:detector-reports'))`)
    const known = new Map((await tx.select().from(detectorReports)).map((row) => [row.metric, row]))
    const due = anomalyMetrics.filter((metric) => (known.get(metric)?.asOf ?? new Date(0)) < startOfDay(now))
    if (due.length === 0) return { checked: 0, changed: 0, failed: 0 }
    const judged = new Map((await countJudged(tx, now)).map((row) => [row.metric, row]))
    const rows = due.map((metric) => {
      const { shown, confirmed } = judged.get(metric) ?? { shown: 0, confirmed: 0 }
      return { metric, shown, confirmed, tightening: nextTightening({ shown, confirmed }, known.get(metric) ?? null), asOf: now }
    })
    await tx
      .insert(detectorReports)
      .values(rows)
      .onConflictDoUpdate({
        target: detectorReports.metric,
        set: { shown: sql`excluded.shown`, confirmed: sql`excluded.confirmed`, tightening: sql`excluded.tightening`, asOf: sql`excluded.as_of` },
      })
    return { checked: rows.length, changed: rows.length, failed: 0 }
  })
}
