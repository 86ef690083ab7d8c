// Sends what is owed in a process of its own, for tests that kill it at any moment. Works until
// nothing waits any more; its `now` jumps to when the next repeat falls due.
import { setTimeout as sleep } from 'node:timers/promises'
import { inArray, sql } from 'drizzle-orm'
import { closePool, withPlatform } from '@/db/client'
import { webhookSends } from '@/db/schema/webhooks'
import { deliverWebhooks } from '@/lib/webhooks/commands/deliver'

const ctx = { actor: { kind: 'job' as const, job: 'webhook-retry' }, now: new Date(process.env.WEBHOOKS_AT ?? ''), requestId: 'worker', ip: null }
const waiting = async () => {
  const [row] = await withPlatform((tx) =>
    tx
      .select({ next: sql<string | null>`min(${webhookSends.nextAttemptAt})` })
      .from(webhookSends)
      .where(inArray(webhookSends.state, ['pending', 'sending'])),
  )
  return row?.next ? new Date(row.next) : null
}

let now = ctx.now
for (let next = await waiting(); next; next = await waiting()) {
  if (next > now) now = next
  const counts = await deliverWebhooks(ctx, { now, stillMine: async () => true }, { claimSeconds: 3, timeoutSeconds: 2 })
  if (counts.checked === 0) await sleep(50)
}
await closePool()
