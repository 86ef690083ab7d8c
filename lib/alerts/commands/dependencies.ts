import { and, eq, sql } from 'drizzle-orm'
import { alertDependencies } from '@/db/schema/alerts'
import type { Context } from '@/lib/auth/model'
import { AppError } from '@/lib/errors'
import { newId } from '@/lib/ids'
import { type Dependency, dependencyProblems } from '../dependency-input'
import type { AlertOwner } from '../owner'
import { ownedBy } from '../queries/owned'
import { actFor, authorOf, note, refuseProblems } from './act'

/**
 * Says that one thing depends on another: alerts of the first fold under an open one of the second.
 * @throws AppError forbidden, invalid when it would depend on itself, conflict when it stands already
 */
export function declareDependency(ctx: Context, owner: AlertOwner, input: Dependency): Promise<{ id: string }> {
  return actFor(ctx, owner, async (tx) => {
    // Two that are declared at once could close a circle of which each saw one half.
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${`pulsegrid:dependencies:${owner.organizationId ?? 'platform'}`}))`)
    const standing = await tx.select().from(alertDependencies).where(ownedBy(alertDependencies.organizationId, owner))
    refuseProblems(dependencyProblems(input, standing))
    const id = newId(ctx.now.getTime())
    const inserted = await tx
      .insert(alertDependencies)
      .values({ ...input, id, organizationId: owner.organizationId, origin: 'declared', createdBy: authorOf(ctx), createdAt: ctx.now })
      .onConflictDoNothing()
      .returning({ id: alertDependencies.id })
    if (inserted.length === 0) throw new AppError('conflict', 'This dependency is known already. Nothing was changed.')
    await note(tx, ctx, owner, 'alert_dependency', 'declared', id, { after: { child: input.childLabel, parent: input.parentLabel } })
    return { id }
  })
}

/** Takes a declared dependency away. @throws AppError forbidden, not_found (also when it is taken away already or was inferred) */
export function removeDependency(ctx: Context, owner: AlertOwner, id: string): Promise<void> {
  return actFor(ctx, owner, async (tx) => {
    const removed = await tx
      .delete(alertDependencies)
      .where(and(eq(alertDependencies.id, id), ownedBy(alertDependencies.organizationId, owner), eq(alertDependencies.origin, 'declared')))
      .returning({ id: alertDependencies.id })
    if (removed.length === 0) throw new AppError('not_found', 'There is no such declared dependency.')
    await note(tx, ctx, owner, 'alert_dependency', 'removed', id)
  })
}
