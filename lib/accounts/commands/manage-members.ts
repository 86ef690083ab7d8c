import { and, eq, sql } from 'drizzle-orm'
import { type Tx, withPlatform, withTenant } from '@/db/client'
import { members, sessions } from '@/db/schema/auth'
import { type Context, isOwner, type MemberRole, type UserActor } from '@/lib/auth/model'
import { AppError } from '@/lib/errors'
import { appendJournal } from '@/lib/journal/commands'

type TenantContext = Context & { organizationId: string }

/**
 * Makes a member an owner or the other way round.
 * @throws AppError forbidden, not_found, conflict for the last owner
 */
export async function setMemberRole(ctx: TenantContext, input: { userId: string; role: MemberRole }): Promise<void> {
  if (!isOwner(ctx.actor)) throw new AppError('forbidden', 'Only owners of the organization manage its members.')
  await withTenant(ctx.organizationId, async (tx) => {
    const role = await lockMember(tx, ctx.organizationId, input.userId)
    if (role === input.role) return
    if (role === 'owner') await assertOtherOwner(tx, ctx.organizationId, input.userId)
    await tx.update(members).set({ role: input.role }).where(membership(ctx.organizationId, input.userId))
    await appendJournal(tx, ctx, {
      action: 'member.role_set',
      subjectKind: 'user',
      subjectId: input.userId,
      organizationId: ctx.organizationId,
      before: { role },
      after: { role: input.role },
    })
  })
}

/**
 * Takes a person out of the organization; every request from then on is refused. Members may leave
 * by themselves.
 * @throws AppError forbidden, not_found, conflict for the last owner
 */
export async function removeMember(ctx: TenantContext, userId: string): Promise<void> {
  const leaves = ctx.actor.kind === 'user' && ctx.actor.userId === userId
  if (!leaves && !isOwner(ctx.actor)) throw new AppError('forbidden', 'Only owners of the organization manage its members.')
  await withTenant(ctx.organizationId, async (tx) => {
    const role = await lockMember(tx, ctx.organizationId, userId)
    if (role === 'owner') await assertOtherOwner(tx, ctx.organizationId, userId)
    await tx.delete(members).where(membership(ctx.organizationId, userId))
    await appendJournal(tx, ctx, {
      action: leaves ? 'member.left' : 'member.removed',
      subjectKind: 'user',
      subjectId: userId,
      organizationId: ctx.organizationId,
      before: { role },
    })
  })
}

/**
 * Lets the person's session look at another of their organizations.
 * @throws AppError not_found when the person is not a member of it
 */
export async function chooseOrganization(ctx: Context & { actor: UserActor }, organizationId: string): Promise<void> {
  await withPlatform(async (tx) => {
    const [member] = await tx.select({ id: members.id }).from(members).where(membership(organizationId, ctx.actor.userId))
    if (!member) throw new AppError('not_found', 'You are not a member of this organization.')
    await tx.update(sessions).set({ activeOrganizationId: organizationId, updatedAt: ctx.now }).where(eq(sessions.id, ctx.actor.sessionId))
  })
}

/** The member's role; the organization's members stay as they are until the transaction ends. */
async function lockMember(tx: Tx, organizationId: string, userId: string): Promise<string> {
  // Two owners who demote each other at once would leave none: one after the other.
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext('pulsegrid:members:' || ${organizationId}))`)
  const [member] = await tx.select({ role: members.role }).from(members).where(membership(organizationId, userId))
  if (!member) throw new AppError('not_found', 'This person is not a member.')
  return member.role
}

async function assertOtherOwner(tx: Tx, organizationId: string, userId: string): Promise<void> {
  const owners = await tx
    .select({ userId: members.userId })
    .from(members)
    .where(and(eq(members.organizationId, organizationId), eq(members.role, 'owner')))
  if (owners.every((owner) => owner.userId === userId)) throw new AppError('conflict', 'This is the last owner. Make somebody else owner first.')
}

function membership(organizationId: string, userId: string) {
  return and(eq(members.organizationId, organizationId), eq(members.userId, userId))
}
