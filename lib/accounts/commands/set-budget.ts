import { and, eq, sql } from 'drizzle-orm'
import { withTenant } from '@/db/client'
import { consumers } from '@/db/schema/accounts'
import { type Context, isOwner } from '@/lib/auth/model'
import { AppError } from '@/lib/errors'
import { appendJournal } from '@/lib/journal/commands'

/**
 * Sets the month's budget that warnings and the score go by, in micros of US dollars; null goes back
 * to the one that the platform reports. The platform's own limit is untouched, and its reports do not
 * touch this. Asked twice, the same.
 * @throws AppError forbidden, not_found when the organization calls nothing
 */
export async function setOwnBudget(ctx: Context & { organizationId: string }, { budgetMicros }: { budgetMicros: number | null }): Promise<void> {
  if (!isOwner(ctx.actor)) throw new AppError('forbidden', 'Only owners of the organization may change the budget.')
  await withTenant(ctx.organizationId, async (tx) => {
    const mine = eq(consumers.organizationId, ctx.organizationId)
    const [known] = await tx.select({ id: consumers.id, before: consumers.ownBudgetMicros }).from(consumers).where(mine)
    if (!known) throw new AppError('not_found', 'This organization calls no tools, so it has no budget.')
    const changed = await tx
      .update(consumers)
      .set({ ownBudgetMicros: budgetMicros })
      .where(and(mine, sql`${consumers.ownBudgetMicros} is distinct from ${budgetMicros}`))
      .returning({ id: consumers.id })
    if (changed.length === 0) return
    await appendJournal(tx, ctx, {
      action: budgetMicros === null ? 'consumer.budget_removed' : 'consumer.budget_set',
      subjectKind: 'consumer',
      subjectId: known.id,
      organizationId: ctx.organizationId,
      before: { budgetMicros: known.before },
      after: { budgetMicros },
    })
  })
}
