import { sendDailyDigest } from '@/lib/notifications/commands/daily-digest'
import type { Job } from './model'

export const adminDailyDigestJob: Job = {
  name: 'admin-daily-digest',
  schedule: '0 9 * * *',
  description: 'Writes the day of the platform to staff; a run that was missed is made good on the same day.',
  after: ['calculate-health-scores', 'rollup-metrics', 'evaluate-alerts'],
  maxSeconds: 300,
  run: (_ctx, work) => sendDailyDigest(work),
}
