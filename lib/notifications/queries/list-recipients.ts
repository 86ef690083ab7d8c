import { and, asc, eq } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { members, users } from '@/db/schema/auth'

/** The people of an organization, or its owners alone, in a steady order. Needs the platform's rights. */
export function listRecipients(tx: Tx, organizationId: string, to: 'owners' | 'members'): Promise<{ userId: string; name: string; email: string }[]> {
  return tx
    .select({ userId: users.id, name: users.name, email: users.email })
    .from(members)
    .innerJoin(users, eq(users.id, members.userId))
    .where(and(eq(members.organizationId, organizationId), to === 'owners' ? eq(members.role, 'owner') : undefined))
    .orderBy(asc(users.id))
}
