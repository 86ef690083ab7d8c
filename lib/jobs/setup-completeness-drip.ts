import { tellSetupReminders } from '@/lib/notifications/commands/tell-setup-reminders'
import type { Job } from './model'

export const setupCompletenessDripJob: Job = {
  name: 'setup-completeness-drip',
  schedule: '0 * * * *',
  description: 'Reminds new organizations, 24 h, 72 h and 7 days after they joined, of what is left to set up.',
  maxSeconds: 1800,
  run: (_ctx, work) => tellSetupReminders(work),
}
