import { and, asc, desc, eq, gt, isNotNull } from 'drizzle-orm'
import { withPlatform } from '@/db/client'
import { accounts, sessions, users } from '@/db/schema/auth'
import { AppError } from '@/lib/errors'
import { type PlatformRole, platformRoles } from './model'

export interface SessionView {
  id: string
  startedAt: Date
  expiresAt: Date
  ipAddress: string | null
  userAgent: string | null
}

/** The person's live sessions, newest first. Never their tokens. */
export function listSessions(userId: string, now: Date): Promise<SessionView[]> {
  return withPlatform((tx) =>
    tx
      .select({
        id: sessions.id,
        startedAt: sessions.createdAt,
        expiresAt: sessions.expiresAt,
        ipAddress: sessions.ipAddress,
        userAgent: sessions.userAgent,
      })
      .from(sessions)
      .where(and(eq(sessions.userId, userId), gt(sessions.expiresAt, now)))
      .orderBy(desc(sessions.createdAt)),
  )
}

export interface Profile {
  id: string
  name: string
  email: string
  platformRole: PlatformRole | null
  twoFactorEnabled: boolean
  hasPassword: boolean
}

/**
 * Who somebody is, for their own pages and the account menu.
 * @throws AppError not_found
 */
export async function getProfile(userId: string): Promise<Profile> {
  const [row] = await withPlatform((tx) =>
    tx
      .select({
        id: users.id,
        name: users.name,
        email: users.email,
        platformRole: users.platformRole,
        twoFactorEnabled: users.twoFactorEnabled,
        password: accounts.password,
      })
      .from(users)
      .leftJoin(accounts, and(eq(accounts.userId, users.id), eq(accounts.providerId, 'credential')))
      .where(eq(users.id, userId)),
  )
  if (!row) throw new AppError('not_found', 'There is no such person.')
  const { password, ...person } = row
  return { ...person, platformRole: staffRole(row.platformRole), hasPassword: password !== null }
}

/** The staff, by name. */
export async function listStaff(): Promise<{ id: string; name: string; email: string; role: PlatformRole; twoFactorEnabled: boolean; since: Date }[]> {
  const rows = await withPlatform((tx) =>
    tx
      .select({
        id: users.id,
        name: users.name,
        email: users.email,
        role: users.platformRole,
        twoFactorEnabled: users.twoFactorEnabled,
        since: users.createdAt,
      })
      .from(users)
      .where(isNotNull(users.platformRole))
      .orderBy(asc(users.name), asc(users.id)),
  )
  return rows.flatMap((row) => {
    const role = staffRole(row.role)
    return role ? [{ ...row, role }] : []
  })
}

function staffRole(role: string | null): PlatformRole | null {
  return platformRoles.find((known) => known === role) ?? null
}
