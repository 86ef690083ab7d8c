import { detectAnomalies } from '@/lib/anomalies/pass/commands/detect-anomalies'
import { refreshDetectorReports } from '@/lib/anomalies/stories/commands/refresh-reports'
import { writeStories } from '@/lib/anomalies/stories/commands/write-stories'
import type { JobResult } from '@/lib/work'
import type { Job } from './model'

export const detectAnomaliesJob: Job = {
  name: 'detect-anomalies',
  schedule: '*/5 * * * *',
  description: 'Judges the 5 minutes that have closed against what is usual for each tool, and tells what is out of the ordinary as stories.',
  after: ['rollup-metrics'],
  maxSeconds: 900,
  run: async (ctx, work) => {
    const total: JobResult = { checked: 0, changed: 0, failed: 0 }
    for (const step of [detectAnomalies, writeStories, refreshDetectorReports]) {
      const { checked, changed, failed } = await step(ctx, work)
      total.checked += checked
      total.changed += changed
      total.failed += failed
    }
    return total
  },
}
