// Tells alerts in a process of its own, for tests that kill it at any moment. Works until nothing waits any
// more; its `now` jumps to when the next group or message falls due.
import { sql } from 'drizzle-orm'
import { closePool, withPlatform } from '@/db/client'
import { sendAlerts } from '@/lib/channels/commands/send-alerts'

const ctx = { actor: { kind: 'job' as const, job: 'send-alerts' }, now: new Date(process.env.ALERTS_AT ?? ''), requestId: 'worker', ip: null }
const until = new Date(process.env.ALERTS_UNTIL ?? '')

/** What falls due next: an event that was not read, a group, a message (also one that a killed sender holds). */
const waiting = async () => {
  const [row] = await withPlatform((tx) =>
    tx.execute<{ at: string | null }>(sql`
      select least(
        (select min(e.at) from channel_inbox i join alert_events e on e.alert_id = i.alert_id),
        (select min(due_at) from channel_groups),
        (select min(next_attempt_at) from channel_deliveries where state in ('pending', 'sending'))
      ) as at`),
  )
  return row?.at ? new Date(row.at) : null
}

let now = ctx.now
for (let next = await waiting(); next && next <= until; next = await waiting()) {
  if (next > now) now = next
  await sendAlerts(ctx, { now, stillMine: async () => true }, { claimSeconds: 3, timeoutSeconds: 5 })
}
await closePool()
