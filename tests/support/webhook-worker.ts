// Sends what is owed in a process of its own, for tests that kill it at any moment. Works until
// nothing waits any more; with every round its `now` moves on by a day, so that repeats fall due.
import { setTimeout as sleep } from 'node:timers/promises'
import { inArray } from 'drizzle-orm'
import { closePool, withPlatform } from '@/db/client'
import { webhookSends } from '@/db/schema/webhooks'
import { addDays } from '@/lib/time'
import { deliverWebhooks } from '@/lib/webhooks/commands/deliver'

const ctx = { actor: { kind: 'job' as const, job: 'webhook-retry' }, now: new Date(process.env.WEBHOOKS_AT ?? ''), requestId: 'worker', ip: null }
let now = ctx.now
process.stdout.write('begun\n')
while ((await withPlatform((tx) => tx.$count(webhookSends, inArray(webhookSends.state, ['pending', 'sending'])))) > 0) {
  const counts = await deliverWebhooks(ctx, { now, stillMine: async () => true }, { claimSeconds: 1, timeoutSeconds: 0.3 })
  if (counts.checked === 0) await sleep(50)
  now = addDays(now, 1)
}
await closePool()
