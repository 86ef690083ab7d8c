import { and, asc, desc, eq, gt, isNull } from 'drizzle-orm'
import { type Tx, withPlatform } from '@/db/client'
import { consumers, developers, organizations } from '@/db/schema/accounts'
import { invitations, members, users } from '@/db/schema/auth'
import { hashToken } from '@/lib/auth/tokens'
import { AppError } from '@/lib/errors'
import { addDays } from '@/lib/time'
import { type InvitationState, invitationState } from './model'

export type Organization = typeof organizations.$inferSelect

/** One organization; null when there is none, or row-level security hides it. */
export async function findOrganization(tx: Tx, id: string): Promise<Organization | null> {
  const [row] = await tx.select().from(organizations).where(eq(organizations.id, id))
  return row ?? null
}

/**
 * The same for callers that need one.
 * @throws AppError not_found, also when row-level security hides it
 */
export async function getOrganization(tx: Tx, id: string): Promise<Organization> {
  const row = await findOrganization(tx, id)
  if (!row) throw new AppError('not_found', 'There is no such organization.')
  return row
}

export interface MemberView {
  userId: string
  name: string
  email: string
  role: string
  twoFactorEnabled: boolean
  since: Date
}

/** The members of an organization, by name. */
export function listMembers(tx: Tx, organizationId: string): Promise<MemberView[]> {
  return tx
    .select({
      userId: members.userId,
      name: users.name,
      email: users.email,
      role: members.role,
      twoFactorEnabled: users.twoFactorEnabled,
      since: members.createdAt,
    })
    .from(members)
    .innerJoin(users, eq(users.id, members.userId))
    .where(eq(members.organizationId, organizationId))
    .orderBy(asc(users.name), asc(users.id))
}

const EXPIRED_SHOWN_DAYS = 30

export interface InvitationView {
  id: string
  email: string
  role: string | null
  platformRole: string | null
  expiresAt: Date
}

const invitationColumns = {
  id: invitations.id,
  email: invitations.email,
  role: invitations.role,
  platformRole: invitations.platformRole,
  expiresAt: invitations.expiresAt,
}

/** The invitations into an organization that nobody accepted or withdrew, newest first; expired ones for a month longer, to be sent again. */
export function listInvitations(tx: Tx, organizationId: string, now: Date): Promise<InvitationView[]> {
  return tx
    .select(invitationColumns)
    .from(invitations)
    .where(and(eq(invitations.organizationId, organizationId), eq(invitations.status, 'pending'), gt(invitations.expiresAt, addDays(now, -EXPIRED_SHOWN_DAYS))))
    .orderBy(desc(invitations.createdAt))
}

/** The open invitations into the staff, newest first. Needs the platform's rights. */
export function listStaffInvitations(tx: Tx, now: Date): Promise<InvitationView[]> {
  return tx
    .select(invitationColumns)
    .from(invitations)
    .where(and(isNull(invitations.organizationId), eq(invitations.status, 'pending'), gt(invitations.expiresAt, now)))
    .orderBy(desc(invitations.createdAt))
}

export interface InvitationOffer {
  email: string
  role: string
  organizationName: string | null
  inviterName: string
  state: InvitationState
  /** Somebody with this address can sign in already. */
  hasAccount: boolean
}

/** What stands behind an invitation's link; null for an unknown token. */
export function findInvitationOffer(token: string, now: Date): Promise<InvitationOffer | null> {
  return withPlatform(async (tx) => {
    const [row] = await tx
      .select({
        email: invitations.email,
        role: invitations.role,
        platformRole: invitations.platformRole,
        status: invitations.status,
        expiresAt: invitations.expiresAt,
        organizationName: organizations.name,
        inviterName: users.name,
      })
      .from(invitations)
      .innerJoin(users, eq(users.id, invitations.inviterId))
      .leftJoin(organizations, eq(organizations.id, invitations.organizationId))
      .where(eq(invitations.tokenHash, hashToken(token)))
    if (!row) return null
    const [account] = await tx.select({ id: users.id }).from(users).where(eq(users.email, row.email))
    return {
      email: row.email,
      role: row.role ?? row.platformRole ?? 'member',
      organizationName: row.organizationName,
      inviterName: row.inviterName,
      state: invitationState(row, now),
      hasAccount: Boolean(account),
    }
  })
}

export type DeveloperSettings = Pick<
  typeof developers.$inferSelect,
  'id' | 'stripeConnectActive' | 'twoFactorEnabled' | 'budgetControlsEnabled' | 'sessionsReviewedAt'
>

/** What a publisher's security checklist needs of its settings; null when the organization publishes nothing. */
export async function findDeveloperSettings(tx: Tx, organizationId: string): Promise<DeveloperSettings | null> {
  const [row] = await tx
    .select({
      id: developers.id,
      stripeConnectActive: developers.stripeConnectActive,
      twoFactorEnabled: developers.twoFactorEnabled,
      budgetControlsEnabled: developers.budgetControlsEnabled,
      sessionsReviewedAt: developers.sessionsReviewedAt,
    })
    .from(developers)
    .where(eq(developers.organizationId, organizationId))
  return row ?? null
}

/** Every organization by name, for staff. Needs the platform's rights. */
export function listOrganizationNames(tx: Tx): Promise<{ id: string; name: string }[]> {
  return tx.select({ id: organizations.id, name: organizations.name }).from(organizations).orderBy(asc(organizations.name), asc(organizations.id))
}

/** The consumer that an organization is; null when it calls no tools. */
export async function findConsumer(tx: Tx, organizationId: string): Promise<typeof consumers.$inferSelect | null> {
  const [row] = await tx.select().from(consumers).where(eq(consumers.organizationId, organizationId))
  return row ?? null
}
