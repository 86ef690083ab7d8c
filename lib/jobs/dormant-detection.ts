import { tellDormant } from '@/lib/notifications/commands/tell-dormant'
import type { Job } from './model'

export const dormantDetectionJob: Job = {
  name: 'dormant-detection',
  schedule: '0 5 * * *',
  description: 'Writes to publishers none of whose tools was called for 14 days, once a spell.',
  after: ['rollup-metrics', 'calculate-health-scores'],
  maxSeconds: 1800,
  run: (_ctx, work) => tellDormant(work),
}
