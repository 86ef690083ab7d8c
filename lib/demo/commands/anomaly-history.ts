import { detectAnomalies } from '@/lib/anomalies/pass/commands/detect-anomalies'
import { writeStories } from '@/lib/anomalies/stories/commands/write-stories'
import type { Context } from '@/lib/auth/model'
import { rollupMetrics } from '@/lib/metrics/commands'
import { addDays, HOUR, startOfDay } from '@/lib/time'

const stillMine = async () => true

/** As long as a tool has been left alone for no longer, judging goes on from what is remembered of it. */
const STEP = 3 * HOUR

/**
 * Judges the days of which calls are kept, as the job does it, so that what the stories plant is found by the
 * real detection; then tells it as stories. What detection found is written with the moments that it has.
 */
export async function liveThroughAnomalies(now: Date): Promise<void> {
  // Judged is only what is known to be counted.
  await rollupMetrics(jobAt(now), { now, stillMine })
  for (let at = addDays(startOfDay(now), -1); at < now; at = new Date(at.getTime() + STEP)) await detectAnomalies(jobAt(at), { now: at, stillMine })
  await detectAnomalies(jobAt(now), { now, stillMine })
  await writeStories(jobAt(now), { now, stillMine })
}

function jobAt(now: Date): Context {
  return { actor: { kind: 'job', job: 'demo-load' }, now, requestId: 'demo-load', ip: null }
}
