import { and, asc, eq, inArray, notExists, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { users } from '@/db/schema/auth'
import { notificationLog } from '@/db/schema/outbox'
import { permissionsOf, platformRoles } from '@/lib/auth/model'

const readers = platformRoles.filter((role) => permissionsOf(role).has('admin.read'))

/** Staff who have not been told this yet, in a steady order. Needs the platform's rights. */
export function listStaffToTell(tx: Tx, { type, key }: { type: string; key: string }): Promise<{ userId: string; email: string }[]> {
  const told = tx
    .select({ one: sql`1` })
    .from(notificationLog)
    .where(
      and(eq(notificationLog.recipientKind, 'user'), eq(notificationLog.recipientId, users.id), eq(notificationLog.type, type), eq(notificationLog.key, key)),
    )
  return tx
    .select({ userId: users.id, email: users.email })
    .from(users)
    .where(and(inArray(users.platformRole, readers), notExists(told)))
    .orderBy(asc(users.id))
}
