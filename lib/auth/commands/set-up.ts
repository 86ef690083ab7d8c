import { hashPassword } from 'better-auth/crypto'
import { and, eq, isNull, sql } from 'drizzle-orm'
import { type Tx, withPlatform } from '@/db/client'
import { setupTokens, users } from '@/db/schema/auth'
import { env } from '@/lib/env'
import { AppError } from '@/lib/errors'
import { appendJournal } from '@/lib/journal/commands'
import type { Visit } from '../model'
import { hashToken, newToken } from '../tokens'
import { addPerson } from './add-person'

/** Is nobody there yet, so that /setup is open? */
export function isSetupOpen(): Promise<boolean> {
  return withPlatform(hasNoUser)
}

/**
 * While no user exists: makes a new one-time token for /setup (an older one is void from now on)
 * and writes it to `write`, which is the server's console. Otherwise it does nothing.
 */
export async function printSetupToken(write: (text: string) => void = (text) => process.stdout.write(text)): Promise<void> {
  const { token, tokenHash } = newToken()
  const open = await withPlatform(async (tx) => {
    if (!(await hasNoUser(tx))) return false
    await tx
      .insert(setupTokens)
      .values({ id: 1, tokenHash })
      .onConflictDoUpdate({ target: setupTokens.id, set: { tokenHash, usedAt: null, createdAt: new Date() } })
    return true
  })
  if (!open) return
  const address = new URL('/setup', env().APP_URL)
  write(`\nNobody can sign in yet. Open ${address} and enter this token, which works once:\n\n    ${token}\n\n`)
}

/**
 * Creates the first super admin. Of several at the same time one succeeds.
 * @throws AppError forbidden for a wrong or used token, conflict when somebody exists already
 */
export async function completeSetup(visit: Visit, input: { token: string; name: string; email: string; password: string }): Promise<{ userId: string }> {
  const tokenHash = hashToken(input.token.trim())
  if (!(await isSetupOpen())) throw alreadySetUp()
  // Checked before the expensive hash, and claimed again below.
  await withPlatform((tx) => assertToken(tx, tokenHash))
  const passwordHash = await hashPassword(input.password)
  return withPlatform(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext('pulsegrid:setup'))`)
    if (!(await hasNoUser(tx))) throw alreadySetUp()
    const claimed = await tx
      .update(setupTokens)
      .set({ usedAt: visit.now })
      .where(and(eq(setupTokens.tokenHash, tokenHash), isNull(setupTokens.usedAt)))
      .returning({ id: setupTokens.id })
    if (claimed.length === 0) throw wrongToken()
    const userId = await addPerson(tx, { name: input.name, email: input.email, passwordHash, platformRole: 'super_admin' }, visit.now)
    await appendJournal(
      tx,
      { ...visit, actor: { kind: 'user', userId, sessionId: '', platformRole: 'super_admin', organizationId: null, memberRole: null } },
      { action: 'user.created', subjectKind: 'user', subjectId: userId, organizationId: null, after: { platformRole: 'super_admin', by: 'setup' } },
    )
    return { userId }
  })
}

async function hasNoUser(tx: Tx): Promise<boolean> {
  const [row] = await tx.select({ id: users.id }).from(users).limit(1)
  return !row
}

async function assertToken(tx: Tx, tokenHash: string): Promise<void> {
  const [row] = await tx
    .select({ id: setupTokens.id })
    .from(setupTokens)
    .where(and(eq(setupTokens.tokenHash, tokenHash), isNull(setupTokens.usedAt)))
  if (!row) throw wrongToken()
}

const alreadySetUp = () => new AppError('conflict', 'This console is set up already. Sign in, or ask an administrator to invite you.')
const wrongToken = () =>
  new AppError('forbidden', 'This is not the token of this console. It is printed where the server was started; each start prints a new one.')
