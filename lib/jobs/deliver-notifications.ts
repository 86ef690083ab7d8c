import { deliverMails } from '@/lib/notifications/commands/deliver'
import type { Job } from './model'

export const deliverNotificationsJob: Job = {
  name: 'deliver-notifications',
  schedule: '* * * * *',
  description: 'Sends the mails that are due, and tries again those that could not be sent.',
  maxSeconds: 240,
  run: (_ctx, work) => deliverMails(work),
}
