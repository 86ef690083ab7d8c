import { foldLogCounts } from '@/lib/logs/commands/fold-counts'
import { rollupMetrics } from '@/lib/metrics/commands'
import { announceChanges } from './announce-changes'
import type { Job } from './model'

const roll = announceChanges('metrics', rollupMetrics)

export const rollupMetricsJob: Job = {
  name: 'rollup-metrics',
  schedule: '*/5 * * * *',
  description: 'Counts the calls of every 5 minutes, hour and day that changed again, late ones included, and folds the counts of the log.',
  maxSeconds: 900,
  run: async (ctx, work) => {
    const result = await roll(ctx, work)
    await foldLogCounts()
    return result
  },
}
