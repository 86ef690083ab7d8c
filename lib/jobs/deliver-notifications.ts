import { deliverMails } from '@/lib/notifications/commands/deliver'
import { tellDue } from '@/lib/notifications/commands/tellers'
import type { Job } from './model'

export const deliverNotificationsJob: Job = {
  name: 'deliver-notifications',
  schedule: '* * * * *',
  description: 'Writes what people are owed to be told now, sends the mails that are due, and tries again those that could not be sent.',
  maxSeconds: 240,
  run: async (_ctx, work) => {
    const told = await tellDue(work)
    const sent = await deliverMails(work)
    return { checked: told.checked + sent.checked, changed: told.changed + sent.changed, failed: told.failed + sent.failed }
  },
}
