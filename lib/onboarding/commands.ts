import { and, eq } from 'drizzle-orm'
import { type Tx, withTenant } from '@/db/client'
import { setupEndings } from '@/db/schema/onboarding'
import { type Context, isOwner } from '@/lib/auth/model'
import { AppError } from '@/lib/errors'
import { appendJournal } from '@/lib/journal/commands'
import { findSetupStatus } from './queries'

type TenantContext = Context & { organizationId: string }

/** Notes that every step was done once; nobody is reminded from then on. Asked twice, the same. */
export async function noteSetupComplete(tx: Tx, organizationId: string, now: Date): Promise<void> {
  await tx
    .insert(setupEndings)
    .values({ organizationId, reason: 'complete', endedAt: now })
    .onConflictDoUpdate({ target: setupEndings.organizationId, set: { reason: 'complete' }, setWhere: eq(setupEndings.reason, 'dismissed') })
}

/**
 * Puts the rest of the set-up aside, once only optional steps are left: no tile, no reminders. Asked
 * twice, the same.
 * @throws AppError forbidden, conflict while a step is open that is not optional
 */
export async function dismissSetup(ctx: TenantContext): Promise<void> {
  assertOwner(ctx)
  await withTenant(ctx.organizationId, async (tx) => {
    const status = await findSetupStatus(tx, ctx)
    if (status?.ended) return
    if (!status?.onlyOptionalLeft) throw new AppError('conflict', 'Steps are left that everything else stands on; do those first.')
    const ended = await tx
      .insert(setupEndings)
      .values({ organizationId: ctx.organizationId, reason: 'dismissed', endedAt: ctx.now })
      .onConflictDoNothing()
      .returning({ organizationId: setupEndings.organizationId })
    if (ended.length === 0) return
    await journal(tx, ctx, 'setup.dismissed')
  })
}

/**
 * Takes the rest of the set-up up again; without effect where nobody put it aside.
 * @throws AppError forbidden
 */
export async function resumeSetup(ctx: TenantContext): Promise<void> {
  assertOwner(ctx)
  await withTenant(ctx.organizationId, async (tx) => {
    const resumed = await tx
      .delete(setupEndings)
      .where(and(eq(setupEndings.organizationId, ctx.organizationId), eq(setupEndings.reason, 'dismissed')))
      .returning({ organizationId: setupEndings.organizationId })
    if (resumed.length > 0) await journal(tx, ctx, 'setup.resumed')
  })
}

function journal(tx: Tx, ctx: TenantContext, action: string): Promise<void> {
  return appendJournal(tx, ctx, { action, subjectKind: 'organization', subjectId: ctx.organizationId, organizationId: ctx.organizationId })
}

function assertOwner(ctx: Context): void {
  if (!isOwner(ctx.actor)) throw new AppError('forbidden', 'Only owners of the organization decide this.')
}
