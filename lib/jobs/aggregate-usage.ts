import { aggregateUsage } from '@/lib/usage/commands'
import type { Job } from './model'

export const aggregateUsageJob: Job = {
  name: 'aggregate-usage',
  schedule: '0 2 * * *',
  description: 'Counts the usage of every consumer, tool and day that changed again.',
  after: ['rollup-metrics'],
  maxSeconds: 1800,
  run: aggregateUsage,
}
