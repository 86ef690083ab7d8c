import { asc, inArray } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { users } from '@/db/schema/auth'
import { type Permission, permissionsOf, platformRoles } from '@/lib/auth/model'

/** The staff who have a permission, in a steady order. Needs the platform's rights. */
export function listStaffWith(tx: Tx, permission: Permission): Promise<{ userId: string; name: string; email: string }[]> {
  const roles = platformRoles.filter((role) => permissionsOf(role).has(permission))
  return tx
    .select({ userId: users.id, name: users.name, email: users.email })
    .from(users)
    .where(inArray(users.platformRole, [...roles]))
    .orderBy(asc(users.id))
}
