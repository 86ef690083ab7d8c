import { rollupMetrics } from '@/lib/metrics/commands'
import { announceChanges } from './announce-changes'
import type { Job } from './model'

export const rollupMetricsJob: Job = {
  name: 'rollup-metrics',
  schedule: '*/5 * * * *',
  description: 'Counts the calls of every 5 minutes, hour and day that changed again, late ones included.',
  maxSeconds: 900,
  run: announceChanges('metrics', rollupMetrics),
}
