// Tells subscribers in a process of its own, for tests that kill it at any moment. Works until nothing waits any
// more; its `now` jumps to when the next repeat falls due.
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { closePool, withPlatform } from '@/db/client'
import { statusNotices } from '@/db/schema/status'
import { tellSubscribers } from '@/lib/status/commands/tell-subscribers'

const waiting = async () => {
  const [row] = await withPlatform((tx) =>
    tx.select({ next: sql<string | null>`min(${statusNotices.nextAttemptAt})`, all: sql<number>`count(*)::integer` }).from(statusNotices),
  )
  return row && row.all > 0 ? row.next : 'unwritten'
}

let now = new Date(process.env.STATUS_AT ?? '')
for (let next = await waiting(); next !== null; next = await waiting()) {
  if (next !== 'unwritten' && new Date(next) > now) now = new Date(next)
  const counts = await tellSubscribers({ now, stillMine: async () => true }, { timeoutSeconds: 2 })
  if (counts.checked === 0) await sleep(50)
}
await closePool()
