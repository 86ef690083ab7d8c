import { and, eq, ne, sql } from 'drizzle-orm'
import { withTenant } from '@/db/client'
import { developers, organizations } from '@/db/schema/accounts'
import { type Context, isOwner } from '@/lib/auth/model'
import { AppError } from '@/lib/errors'
import { appendJournal } from '@/lib/journal/commands'

type TenantContext = Context & { organizationId: string }

/**
 * Changes name and time zone.
 * @throws AppError forbidden for members who are not owners
 */
export async function updateOrganization(ctx: TenantContext, input: { name: string; timeZone: string }): Promise<void> {
  assertOwner(ctx)
  await withTenant(ctx.organizationId, async (tx) => {
    const [before] = await tx
      .select({ name: organizations.name, timeZone: organizations.timeZone })
      .from(organizations)
      .where(eq(organizations.id, ctx.organizationId))
      .for('no key update')
    if (!before) throw new AppError('not_found', 'There is no such organization.')
    await tx.update(organizations).set({ name: input.name, timeZone: input.timeZone }).where(eq(organizations.id, ctx.organizationId))
    await appendJournal(tx, ctx, {
      action: 'organization.changed',
      subjectKind: 'organization',
      subjectId: ctx.organizationId,
      organizationId: ctx.organizationId,
      before,
      after: { name: input.name, timeZone: input.timeZone },
    })
  })
}

/**
 * Sets for how many days the audit log is kept (it counts for the operational score once it is set).
 * @throws AppError forbidden
 */
export async function setAuditRetention(ctx: TenantContext, days: number): Promise<void> {
  assertOwner(ctx)
  await withTenant(ctx.organizationId, async (tx) => {
    const [before] = await tx
      .select({ auditRetentionDays: organizations.auditRetentionDays })
      .from(organizations)
      .where(eq(organizations.id, ctx.organizationId))
      .for('no key update')
    await tx.update(organizations).set({ auditRetentionDays: days }).where(eq(organizations.id, ctx.organizationId))
    await appendJournal(tx, ctx, {
      action: 'organization.audit_retention_set',
      subjectKind: 'organization',
      subjectId: ctx.organizationId,
      organizationId: ctx.organizationId,
      before,
      after: { auditRetentionDays: days },
    })
  })
}

/**
 * Opts the organization out of telemetry, or back in; asked twice, the same.
 * @throws AppError forbidden
 */
export async function setTelemetryOptOut(ctx: TenantContext, telemetryOptOut: boolean): Promise<void> {
  assertOwner(ctx)
  await withTenant(ctx.organizationId, async (tx) => {
    const changed = await tx
      .update(organizations)
      .set({ telemetryOptOut })
      .where(and(eq(organizations.id, ctx.organizationId), ne(organizations.telemetryOptOut, telemetryOptOut)))
      .returning({ id: organizations.id })
    if (changed.length === 0) return
    await appendJournal(tx, ctx, {
      action: 'organization.telemetry_set',
      subjectKind: 'organization',
      subjectId: ctx.organizationId,
      organizationId: ctx.organizationId,
      after: { telemetryOptOut },
    })
  })
}

/**
 * Switches budget controls of a publisher on or off.
 * @throws AppError forbidden, not_found when the organization publishes nothing
 */
export async function setBudgetControls(ctx: TenantContext, enabled: boolean): Promise<void> {
  assertOwner(ctx)
  await withTenant(ctx.organizationId, async (tx) => {
    const [changed] = await tx
      .update(developers)
      .set({ budgetControlsEnabled: enabled })
      .where(eq(developers.organizationId, ctx.organizationId))
      .returning({ id: developers.id })
    if (!changed) throw new AppError('not_found', 'This organization publishes no tools.')
    await appendJournal(tx, ctx, {
      action: 'developer.budget_controls_set',
      subjectKind: 'developer',
      subjectId: changed.id,
      organizationId: ctx.organizationId,
      before: { enabled: !enabled },
      after: { enabled },
    })
  })
}

/** Notes that somebody looked through the active sessions (an item of the security checklist). */
export async function markSessionsReviewed(ctx: TenantContext): Promise<void> {
  await withTenant(ctx.organizationId, async (tx) => {
    const [changed] = await tx
      .update(developers)
      .set({ sessionsReviewedAt: ctx.now })
      // A second click, or an older request that comes late, must not turn the date back.
      .where(
        sql`${developers.organizationId} = ${ctx.organizationId} and (${developers.sessionsReviewedAt} is null or ${developers.sessionsReviewedAt} < ${ctx.now})`,
      )
      .returning({ id: developers.id })
    if (!changed) return
    await appendJournal(tx, ctx, {
      action: 'developer.sessions_reviewed',
      subjectKind: 'developer',
      subjectId: changed.id,
      organizationId: ctx.organizationId,
    })
  })
}

function assertOwner(ctx: Context): void {
  if (!isOwner(ctx.actor)) throw new AppError('forbidden', 'Only owners of the organization may change this.')
}
