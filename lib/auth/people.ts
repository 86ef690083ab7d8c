import { z } from 'zod'
import type { Tx } from '@/db/client'
import { accounts, users } from '@/db/schema/auth'
import { newId } from '@/lib/ids'
import type { PlatformRole } from './model'
import { MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH } from './password-length'

export const emailSchema = z
  .string()
  .trim()
  .toLowerCase()
  .max(254)
  .pipe(z.email({ message: 'Enter an e-mail address like name@example.com.' }))

export const personNameSchema = z.string().trim().min(1, { message: 'Enter a name.' }).max(100, { message: 'Use at most 100 characters.' })

export const passwordSchema = z
  .string()
  .min(MIN_PASSWORD_LENGTH, { message: `Use at least ${MIN_PASSWORD_LENGTH} characters.` })
  .max(MAX_PASSWORD_LENGTH, { message: `Use at most ${MAX_PASSWORD_LENGTH} characters.` })

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
