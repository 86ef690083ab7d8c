import { and, eq, inArray } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { alertEvents, alertStates, alerts } from '@/db/schema/alerts'
import type { Context } from '@/lib/auth/model'
import { openStates, type ResolveReason } from '../model'
import { authorOf } from './act'

/** Resolves what a rule has open and forgets what was known of its fingerprints: the rule is gone, off, or another one now. */
export async function endAlertsOfRule(tx: Tx, ctx: Context, ruleId: string, reason: ResolveReason): Promise<number> {
  const ended = await tx
    .update(alerts)
    .set({ state: 'resolved', resolvedAt: ctx.now, resolveReason: reason, updatedAt: ctx.now })
    .where(and(eq(alerts.ruleId, ruleId), inArray(alerts.state, [...openStates])))
    .returning({ alertId: alerts.id, organizationId: alerts.organizationId, value: alerts.value })
  if (ended.length > 0) {
    await tx.insert(alertEvents).values(ended.map((one) => ({ ...one, type: 'resolved', actorId: authorOf(ctx), note: reason, at: ctx.now })))
  }
  await tx.delete(alertStates).where(eq(alertStates.ruleId, ruleId))
  return ended.length
}
