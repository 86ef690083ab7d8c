import { asc, eq } from 'drizzle-orm'
import { type Tx, withPlatform } from '@/db/client'
import { organizations } from '@/db/schema/accounts'
import { members } from '@/db/schema/auth'
import { AppError } from '@/lib/errors'

export type Organization = typeof organizations.$inferSelect

/**
 * One organization.
 * @throws AppError not_found, also when row-level security hides it
 */
export async function getOrganization(tx: Tx, id: string): Promise<Organization> {
  const [row] = await tx.select().from(organizations).where(eq(organizations.id, id))
  if (!row) throw new AppError('not_found', 'There is no such organization.')
  return row
}

/** The organizations of a person, by name. Opens its own transaction: a tenant's sees only one of them. */
export function listMyOrganizations(userId: string): Promise<{ id: string; name: string; role: string; simulated: boolean }[]> {
  return withPlatform((tx) =>
    tx
      .select({ id: organizations.id, name: organizations.name, role: members.role, simulated: organizations.simulated })
      .from(members)
      .innerJoin(organizations, eq(organizations.id, members.organizationId))
      .where(eq(members.userId, userId))
      .orderBy(asc(organizations.name), asc(organizations.id)),
  )
}
