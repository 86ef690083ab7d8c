import { sql } from 'drizzle-orm'
import { type Tx, withPlatform } from '@/db/client'
import { PROBE_RULE_ID } from '@/lib/alerts/commands/probe-alerting'
import type { PostResult } from '@/lib/post-result'
import { DAY } from '@/lib/time'
import { LOOPBACK_CHANNEL_ID } from '../model'

/** Its messages say nothing but when they came; the times are kept with the breach (alert_probes). */
const KEPT_DAYS = 1

/**
 * Keeps the channel that the product's own breach is told to, once there is the rule for it. It waits for no
 * others and hears of nothing else, so that its messages take the way of all others and time that.
 */
export async function keepLoopback(now: Date): Promise<void> {
  await withPlatform(async (tx) => {
    if (await isKept(tx)) return
    await tx.execute(sql`
      insert into channels (id, kind, name, settings, takes_unrouted, send_resolved, group_wait_seconds, group_interval_seconds, created_at, updated_at)
      select ${LOOPBACK_CHANNEL_ID}, 'webhook', 'Loopback', '{"kind": "webhook", "url": "https://loopback.invalid/", "format": "pulsegrid"}', false, false, 0, 0, ${now}, ${now}
      from alert_rules where id = ${PROBE_RULE_ID}
      on conflict (id) do nothing`)
    await tx.execute(sql`
      insert into alert_rule_channels (rule_id, channel_id) select ${PROBE_RULE_ID}, id from channels where id = ${LOOPBACK_CHANNEL_ID}
      on conflict do nothing`)
  })
}

async function isKept(tx: Tx): Promise<boolean> {
  const [row] = await tx.execute<{ kept: boolean }>(
    sql`select exists (select from alert_rule_channels where rule_id = ${PROBE_RULE_ID} and channel_id = ${LOOPBACK_CHANNEL_ID}) as kept`,
  )
  return row?.kept ?? false
}

/** Takes a message in, as a receiver of webhooks would: when it reads what it is about. */
export function acceptLoopback(body: string): PostResult {
  const { type }: { type?: unknown } = JSON.parse(body)
  return { kind: 'answered', status: typeof type === 'string' ? 202 : 400, body: '', retryAfter: null, latencyMs: 0 }
}

/** Forgets old messages, so that a channel that nobody looks at does not fill the log. */
export async function clearLoopback(tx: Tx, now: Date): Promise<void> {
  await tx.execute(sql`delete from channel_deliveries where channel_id = ${LOOPBACK_CHANNEL_ID} and created_at < ${new Date(now.getTime() - KEPT_DAYS * DAY)}`)
}
