import { sendWeeklyDigests } from '@/lib/notifications/commands/weekly-digest'
import type { Job } from './model'

export const weeklyHealthDigestJob: Job = {
  name: 'weekly-health-digest',
  schedule: '0 * * * *',
  description: 'Writes the weekly digest to publishers for whom it is Monday 09:00.',
  after: ['calculate-health-scores'],
  maxSeconds: 1800,
  run: (_ctx, work) => sendWeeklyDigests(work),
}
