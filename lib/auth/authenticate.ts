import { asc, eq } from 'drizzle-orm'
import { lookAsPlatform } from '@/db/client'
import { organizations } from '@/db/schema/accounts'
import { members } from '@/db/schema/auth'
import { clientIp } from '@/lib/client-ip'
import { AppError } from '@/lib/errors'
import { noteKeyUse } from './keys/commands/note-key-use'
import { addressAllowed, keyOf } from './keys/model'
import { findLiveKey } from './keys/queries/find-live-key'
import { type Actor, memberRoles, platformRoles, type UserActor } from './model'
import { auth } from './server'

/**
 * Who makes this request: a key (`Authorization: Bearer <key>` or `x-api-key`) or a person's
 * session cookie; null for neither. A request with a key is never anything but that key: a wrong
 * one is null even when a cookie comes along.
 * @throws AppError forbidden when a genuine key is used from an address outside its allowlist
 */
export async function authenticate(request: Request): Promise<Actor | null> {
  const secret = keyOf(request.headers)
  if (secret === null) return authenticateSession(request.headers)
  const now = new Date()
  const key = await findLiveKey(secret, now)
  if (!key) return null
  if (!addressAllowed(clientIp(request), key.ipAllowlist)) {
    throw new AppError('forbidden', 'This key may not be used from your address. Its list of allowed addresses is under Settings, API keys.')
  }
  noteKeyUse(key.id, now)
  return { kind: 'key', keyId: key.id, organizationId: key.organizationId, scopes: key.scopes }
}

/** A signed-in person, and what stands around each of their pages. */
export interface SignedIn {
  actor: UserActor
  name: string
  email: string
  /** Their organizations, by name. */
  memberships: Membership[]
}

interface Membership {
  id: string
  name: string
  role: string
  simulated: boolean
}

/** The person of a session cookie, with the organization that the session looks at; null when signed out. */
export async function authenticateSession(headers: Headers): Promise<UserActor | null> {
  return (await findSignedIn(headers))?.actor ?? null
}

/** The same with their name and all their organizations. */
export async function findSignedIn(headers: Headers): Promise<SignedIn | null> {
  if (!headers.has('cookie')) return null
  const found = await auth().api.getSession({ headers, query: { disableRefresh: true } })
  if (!found) return null
  const { user, session } = found
  const memberships = await listMemberships(user.id)
  const chosen = memberships.find(({ id }) => id === session.activeOrganizationId) ?? (memberships.length === 1 ? memberships[0] : undefined)
  const actor: UserActor = {
    kind: 'user',
    userId: user.id,
    sessionId: session.id,
    platformRole: platformRoles.find((role) => role === user.platformRole) ?? null,
    organizationId: chosen?.id ?? null,
    memberRole: memberRoles.find((role) => role === chosen?.role) ?? null,
  }
  return { actor, name: user.name, email: user.email, memberships }
}

/** Read each time: who was removed from an organization is out at the next request. */
function listMemberships(userId: string): Promise<Membership[]> {
  return lookAsPlatform((tx) =>
    tx
      .select({ id: organizations.id, name: organizations.name, role: members.role, simulated: organizations.simulated })
      .from(members)
      .innerJoin(organizations, eq(organizations.id, members.organizationId))
      .where(eq(members.userId, userId))
      .orderBy(asc(organizations.name), asc(organizations.id)),
  )
}
