import { and, eq, inArray, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { channelDeliveries } from '@/db/schema/channels'
import { markChannel } from './mark'

/** Forgets what a channel was told, so that it is told what is open now. */
export async function beginAnew(tx: Tx, channelId: string, now: Date): Promise<void> {
  await tx.execute(sql`update channel_groups set told = '[]', last_sent_at = null, due_at = null, updated_at = ${now} where channel_id = ${channelId}`)
  await markChannel(tx, channelId, now)
}

/** Ends what still waits for a channel. */
export async function cancelDeliveries(tx: Tx, channelId: string, why: string): Promise<void> {
  await tx
    .update(channelDeliveries)
    .set({ state: 'cancelled', lastError: why, leaseOwner: null, leaseUntil: null })
    .where(and(eq(channelDeliveries.channelId, channelId), inArray(channelDeliveries.state, ['pending', 'sending'])))
}
