import type { Tx } from '@/db/client'
import { accounts, users } from '@/db/schema/auth'
import { newId } from '@/lib/ids'
import type { PlatformRole } from '../model'

export interface NewPerson {
  name: string
  /** Lower-case; its owner has proven it (a link in a mail) or is trusted (the console). */
  email: string
  /** From hashPassword(). Hashing takes 0.1-0.2 s of a core: hash before the transaction, and once for many. */
  passwordHash: string
  platformRole?: PlatformRole
}

/** Adds somebody who can sign in with a password; part of a caller's transaction. Returns the user's id. */
export async function addPerson(tx: Tx, person: NewPerson, now: Date): Promise<string> {
  const userId = newId(now.getTime())
  await tx.insert(users).values({
    id: userId,
    name: person.name,
    email: person.email,
    emailVerified: true,
    platformRole: person.platformRole ?? null,
    createdAt: now,
    updatedAt: now,
  })
  await tx.insert(accounts).values({ userId, accountId: userId, providerId: 'credential', password: person.passwordHash, createdAt: now, updatedAt: now })
  return userId
}
