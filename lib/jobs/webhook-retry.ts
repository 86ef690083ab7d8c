import { collectMessages } from '@/lib/webhooks/commands/collect'
import { deliverWebhooks } from '@/lib/webhooks/commands/deliver'
import { clearUp, resealSecrets } from '@/lib/webhooks/commands/keep'
import type { Job } from './model'

export const webhookRetryJob: Job = {
  name: 'webhook-retry',
  schedule: '* * * * *',
  description: 'Writes new events as webhooks, sends those that are due, and tries again those that were not accepted.',
  maxSeconds: 240,
  run: async (ctx, work) => {
    await clearUp(work.now)
    await resealSecrets()
    await collectMessages(work.now)
    return deliverWebhooks(ctx, work)
  },
}
