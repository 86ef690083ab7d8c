import { resealChannels } from '@/lib/channels/commands/reseal'
import { sendAlerts } from '@/lib/channels/commands/send-alerts'
import { MINUTE } from '@/lib/time'
import type { Job } from './model'

export const sendAlertsJob: Job = {
  name: 'send-alerts',
  schedule: '* * * * *',
  description: 'Tells channels what happened to alerts, and tries again what was not accepted.',
  maxSeconds: 240,
  run: async (ctx, work) => {
    await resealChannels()
    // A run for another moment than the present has no minute to wait in.
    const present = Math.abs(Date.now() - work.now.getTime()) < 2 * MINUTE
    return sendAlerts(ctx, work, { linger: present })
  },
}
