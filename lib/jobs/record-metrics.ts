import { countSamples } from '@/lib/metrics/series/commands/count-samples'
import { recordLevels } from '@/lib/metrics/series/commands/record-levels'
import { rollupSeries } from '@/lib/metrics/series/commands/rollup-series'
import { readLevels } from './levels'
import type { Job } from './model'

export const recordMetricsJob: Job = {
  name: 'record-metrics',
  schedule: '* * * * *',
  description: 'Records how full the queues are, makes series of custom metrics, and adds their minutes up to hours.',
  maxSeconds: 300,
  run: async (_ctx, work) => {
    const levels = await recordLevels(await readLevels(work.now), work.now)
    const samples = await countSamples(work)
    const hours = await rollupSeries(work)
    return {
      checked: levels + samples.checked + hours.checked,
      changed: levels + samples.changed + hours.changed,
      failed: samples.failed + hours.failed,
    }
  },
}
