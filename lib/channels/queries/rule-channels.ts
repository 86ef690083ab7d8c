import { eq } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { alertRuleChannels } from '@/db/schema/channels'

/** The channels that were chosen for a rule; none: it is told to every channel that takes what names none. */
export async function listRuleChannels(tx: Tx, ruleId: string): Promise<string[]> {
  const rows = await tx.select({ id: alertRuleChannels.channelId }).from(alertRuleChannels).where(eq(alertRuleChannels.ruleId, ruleId))
  return rows.map(({ id }) => id)
}
