import { hashPassword } from 'better-auth/crypto'
import { and, eq, sql } from 'drizzle-orm'
import { type Tx, withPlatform } from '@/db/client'
import { organizations } from '@/db/schema/accounts'
import { invitations, members, sessions, users } from '@/db/schema/auth'
import * as invitationMail from '@/emails/invitation'
import { addPerson } from '@/lib/auth/commands/add-person'
import { consoleUrl } from '@/lib/auth/links'
import {
  type Context,
  hasPermission,
  isOwner,
  type MemberRole,
  memberRoles,
  type PlatformRole,
  platformRoles,
  type UserActor,
  type Visit,
} from '@/lib/auth/model'
import { hashToken, newToken } from '@/lib/auth/tokens'
import { AppError } from '@/lib/errors'
import { newId } from '@/lib/ids'
import { appendJournal } from '@/lib/journal/commands'
import { enqueueMail } from '@/lib/outbox/commands'
import { renderMail } from '@/lib/outbox/render'
import { DAY, MINUTE } from '@/lib/time'
import { INVITATION_DAYS, invitationState } from '../model'

/** Where an invitation leads: an organization with a role in it, or the staff. */
export type InvitationTarget = { organizationId: string; role: MemberRole } | { platformRole: PlatformRole }

type PersonContext = Context & { actor: UserActor }

/**
 * Invites an address and owes the mail. An older invitation of the same address to the same place
 * ends. Owners invite into their organization, staff (customers.write) into any, and staff.manage
 * into the staff.
 * @throws AppError forbidden, not_found, conflict when the person is there already
 */
export async function invite(ctx: PersonContext, input: { email: string; target: InvitationTarget }): Promise<{ id: string }> {
  const { email, target } = input
  assertMayInvite(ctx, target)
  const { token, tokenHash } = newToken()
  const id = newId(ctx.now.getTime())
  const { organizationName, inviterName } = await withPlatform((tx) => describe(tx, ctx, target))
  const props: invitationMail.Props = {
    inviterName,
    organizationName,
    role: 'role' in target ? target.role : target.platformRole.replaceAll('_', ' '),
    url: consoleUrl(`/invitation/${token}`),
    days: INVITATION_DAYS,
  }
  // Rendered before the transaction: it takes longer than all of its statements.
  const rendered = { subject: invitationMail.subject(props), ...(await renderMail(invitationMail.default(props))) }

  return withPlatform(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext('pulsegrid:invitation:' || ${email}))`)
    await assertNotThere(tx, email, target)
    const sameTarget =
      'organizationId' in target
        ? and(eq(invitations.email, email), eq(invitations.organizationId, target.organizationId))
        : and(eq(invitations.email, email), sql`${invitations.organizationId} is null`)
    await tx
      .update(invitations)
      .set({ status: 'revoked' })
      .where(and(sameTarget, eq(invitations.status, 'pending')))
    await tx.insert(invitations).values({
      id,
      ...target,
      email,
      tokenHash,
      expiresAt: new Date(ctx.now.getTime() + INVITATION_DAYS * DAY),
      inviterId: ctx.actor.userId,
      createdAt: ctx.now,
    })
    const organizationId = 'organizationId' in target ? target.organizationId : null
    await enqueueMail(tx, {
      template: 'invitation',
      category: 'invitation',
      toAddress: email,
      organizationId: organizationId ?? undefined,
      rendered,
      now: ctx.now,
    })
    await appendJournal(tx, ctx, {
      action: 'invitation.sent',
      subjectKind: 'invitation',
      subjectId: id,
      organizationId,
      after: 'role' in target ? { role: target.role } : { platformRole: target.platformRole },
    })
    return { id }
  })
}

/**
 * Sends an invitation that nobody has accepted yet again, with a new link; it lasts from now on, also
 * where the old one had expired.
 * @throws AppError forbidden, not_found, conflict within a minute of the last one
 */
export async function resendInvitation(ctx: PersonContext, id: string): Promise<{ id: string }> {
  const [row] = await withPlatform((tx) => tx.select().from(invitations).where(eq(invitations.id, id)))
  const { organizationId, role } = row ?? {}
  // Somebody else's invitation is as unknown as one that does not exist.
  if (!row || !organizationId || organizationId !== ctx.actor.organizationId || row.status !== 'pending')
    throw new AppError('not_found', 'There is no such open invitation.')
  const target = memberRoles.find((known) => known === role)
  if (!target) throw new AppError('not_found', 'There is no such open invitation.')
  if (ctx.now.getTime() - row.createdAt.getTime() < MINUTE) throw new AppError('conflict', 'It was sent a moment ago. Give the mail a minute.')
  return invite(ctx, { email: row.email, target: { organizationId, role: target } })
}

/**
 * Ends an invitation that nobody has accepted yet.
 * @throws AppError forbidden, not_found
 */
export async function revokeInvitation(ctx: PersonContext, id: string): Promise<void> {
  await withPlatform(async (tx) => {
    const [row] = await tx.select().from(invitations).where(eq(invitations.id, id)).for('update')
    // Somebody else's invitation is as unknown as one that does not exist.
    const mine = row && (row.organizationId === null ? hasPermission(ctx.actor, 'staff.manage') : row.organizationId === ctx.actor.organizationId)
    if (!row || !mine || row.status !== 'pending') throw new AppError('not_found', 'There is no such open invitation.')
    if (row.organizationId && !isOwner(ctx.actor)) throw new AppError('forbidden', 'Only owners of the organization manage its invitations.')
    await tx.update(invitations).set({ status: 'revoked' }).where(eq(invitations.id, id))
    await appendJournal(tx, ctx, { action: 'invitation.revoked', subjectKind: 'invitation', subjectId: id, organizationId: row.organizationId })
  })
}

/**
 * Accepts an invitation as somebody who has an account: only the invited address may.
 * @throws AppError not_found, gone, forbidden
 */
export async function acceptInvitation(ctx: PersonContext, token: string): Promise<{ organizationId: string | null }> {
  return withPlatform(async (tx) => {
    const invitation = await claim(tx, ctx, token)
    const [person] = await tx.select({ email: users.email, emailVerified: users.emailVerified }).from(users).where(eq(users.id, ctx.actor.userId))
    if (person?.email.toLowerCase() !== invitation.email || !person.emailVerified) {
      throw new AppError('forbidden', 'This invitation is for another address. Sign out and sign in with the address that it was sent to.')
    }
    await join(tx, ctx, invitation, ctx.actor)
    if (invitation.organizationId) {
      await tx.update(sessions).set({ activeOrganizationId: invitation.organizationId }).where(eq(sessions.id, ctx.actor.sessionId))
    }
    return { organizationId: invitation.organizationId }
  })
}

/**
 * Accepts an invitation as a new person: the token proves the address. Returns the address to sign
 * in with.
 * @throws AppError not_found, gone, conflict when there is an account with this address
 */
export async function signUpByInvitation(visit: Visit, input: { token: string; name: string; password: string }): Promise<{ email: string }> {
  await withPlatform((tx) => claim(tx, visit, input.token))
  const passwordHash = await hashPassword(input.password)
  return withPlatform(async (tx) => {
    const invitation = await claim(tx, visit, input.token)
    const [existing] = await tx.select({ id: users.id }).from(users).where(eq(users.email, invitation.email))
    if (existing) throw new AppError('conflict', 'There is an account with this address. Sign in, then open the invitation again.')
    const userId = await addPerson(tx, { name: input.name, email: invitation.email, passwordHash }, visit.now)
    const actor: UserActor = { kind: 'user', userId, sessionId: '', platformRole: null, organizationId: invitation.organizationId, memberRole: null }
    const ctx = { ...visit, actor }
    await appendJournal(tx, ctx, {
      action: 'user.created',
      subjectKind: 'user',
      subjectId: userId,
      organizationId: invitation.organizationId,
      after: { by: 'invitation', invitation: invitation.id },
    })
    await join(tx, ctx, invitation, actor)
    return { email: invitation.email }
  })
}

type Invitation = typeof invitations.$inferSelect

/** The open invitation of a token, locked: of two that accept it at once one succeeds. */
async function claim(tx: Tx, visit: Visit, token: string): Promise<Invitation> {
  const [invitation] = await tx
    .select()
    .from(invitations)
    .where(eq(invitations.tokenHash, hashToken(token)))
    .for('update')
  if (!invitation) throw new AppError('not_found', 'There is no such invitation. Check that the whole link was opened.')
  const state = invitationState(invitation, visit.now)
  if (state !== 'pending') throw new AppError('gone', goneBecause[state])
  return invitation
}

const goneBecause = {
  accepted: 'This invitation was accepted already. Sign in instead.',
  revoked: 'This invitation was withdrawn or replaced by a newer one.',
  expired: 'This invitation has expired. Ask for a new one.',
}

async function join(tx: Tx, ctx: Context, invitation: Invitation, person: UserActor): Promise<void> {
  await tx.update(invitations).set({ status: 'accepted' }).where(eq(invitations.id, invitation.id))
  if (invitation.organizationId && invitation.role) {
    await tx
      .insert(members)
      .values({ organizationId: invitation.organizationId, userId: person.userId, role: invitation.role, createdAt: ctx.now })
      .onConflictDoNothing()
  } else if (invitation.platformRole) {
    await tx.update(users).set({ platformRole: invitation.platformRole, updatedAt: ctx.now }).where(eq(users.id, person.userId))
  }
  await appendJournal(tx, ctx, {
    action: 'invitation.accepted',
    subjectKind: 'invitation',
    subjectId: invitation.id,
    organizationId: invitation.organizationId,
    after: invitation.role ? { role: invitation.role } : { platformRole: invitation.platformRole },
  })
}

function assertMayInvite(ctx: PersonContext, target: InvitationTarget): void {
  const { actor } = ctx
  if ('platformRole' in target) {
    if (!hasPermission(actor, 'staff.manage')) throw new AppError('forbidden', 'This needs the permission staff.manage.')
    return
  }
  const ownOrganization = actor.organizationId === target.organizationId
  if (ownOrganization && isOwner(actor)) return
  if (hasPermission(actor, 'customers.write')) return
  throw ownOrganization
    ? new AppError('forbidden', 'Only owners of the organization invite people.')
    : new AppError('not_found', 'There is no such organization.')
}

async function describe(tx: Tx, ctx: PersonContext, target: InvitationTarget): Promise<{ organizationName: string | null; inviterName: string }> {
  const [inviter] = await tx.select({ name: users.name }).from(users).where(eq(users.id, ctx.actor.userId))
  if ('platformRole' in target) return { organizationName: null, inviterName: inviter?.name ?? 'An administrator' }
  const [organization] = await tx.select({ name: organizations.name }).from(organizations).where(eq(organizations.id, target.organizationId))
  if (!organization) throw new AppError('not_found', 'There is no such organization.')
  return { organizationName: organization.name, inviterName: inviter?.name ?? 'An administrator' }
}

async function assertNotThere(tx: Tx, email: string, target: InvitationTarget): Promise<void> {
  if ('platformRole' in target) {
    const [person] = await tx.select({ role: users.platformRole }).from(users).where(eq(users.email, email))
    if (person && platformRoles.some((role) => role === person.role))
      throw new AppError('conflict', 'This person is staff already. Change the role in the list.')
    return
  }
  const [member] = await tx
    .select({ id: members.id })
    .from(members)
    .innerJoin(users, eq(users.id, members.userId))
    .where(and(eq(members.organizationId, target.organizationId), eq(users.email, email)))
  if (member) throw new AppError('conflict', 'This person is a member already.')
}
