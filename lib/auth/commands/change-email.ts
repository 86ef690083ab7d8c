import { verifyPassword } from 'better-auth/crypto'
import { and, eq, like, sql } from 'drizzle-orm'
import { type Tx, withPlatform } from '@/db/client'
import { accounts, users, verifications } from '@/db/schema/auth'
import * as addressLink from '@/emails/address-link'
import * as addressNotice from '@/emails/address-notice'
import { AppError, sqlState } from '@/lib/errors'
import { newId } from '@/lib/ids'
import { appendJournal } from '@/lib/journal/commands'
import { enqueueMail } from '@/lib/outbox/commands'
import { renderMail } from '@/lib/outbox/render'
import { consoleUrl, LINK_SECONDS } from '../links'
import type { Context, UserActor, Visit } from '../model'
import { hashToken, newToken } from '../tokens'
import { consumeAttempt } from './throttle'

// better-auth 1.7.7 has a change of address too; it is not used: its link is a stateless token that
// changes something on GET, and opened without a session it starts one, past the second factor.

type PersonContext = Context & { actor: UserActor }

const PURPOSE = 'email-change:'

/**
 * Asks for another address to sign in with: a link goes to the new one, a notice to the old one, and
 * nothing changes before the link is confirmed. An earlier request of the person ends. Where somebody
 * has the new address already no link is sent, and the answer is the same.
 * @param input.email lower-case
 * @throws AppError invalid for a wrong password or the same address, rate_limited
 */
export async function requestEmailChange(ctx: PersonContext, input: { email: string; password: string }): Promise<void> {
  const { userId } = ctx.actor
  const person = await withPlatform((tx) => readPerson(tx, userId))
  if (!person?.passwordHash) throw new AppError('conflict', 'Choose a password first: it protects your address from being changed by others.')
  if (person.email === input.email) throw new AppError('invalid', 'This is the address that you sign in with already.')
  if (!(await consumeAttempt('password', person.email, ctx.now)))
    throw new AppError('rate_limited', 'Too many attempts. Wait a quarter of an hour and try again.')
  if (!(await verifyPassword({ hash: person.passwordHash, password: input.password })))
    throw new AppError('invalid', 'The password is wrong. Nothing was changed.')

  const { token, tokenHash } = newToken()
  const url = new URL(consoleUrl('/confirm-address'))
  url.searchParams.set('token', token)
  const minutes = LINK_SECONDS / 60
  // Rendered before the transaction: it takes longer than all of its statements.
  const link = { subject: addressLink.subject(), ...(await renderMail(addressLink.default({ url: url.toString(), minutes }))) }
  const notice = {
    subject: addressNotice.subject(),
    ...(await renderMail(
      addressNotice.default({ url: consoleUrl('/dashboard/settings/security#sessions'), minutes, passwordUrl: consoleUrl('/forgot-password') }),
    )),
  }
  await withPlatform(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${PURPOSE + userId}))`)
    await tx.delete(verifications).where(and(like(verifications.identifier, `${PURPOSE}%`), like(verifications.value, `${userId} %`)))
    const [taken] = await tx.select({ id: users.id }).from(users).where(eq(users.email, input.email))
    if (!taken) {
      await tx.insert(verifications).values({
        id: newId(ctx.now.getTime()),
        identifier: PURPOSE + tokenHash,
        value: `${userId} ${input.email}`,
        expiresAt: new Date(ctx.now.getTime() + LINK_SECONDS * 1_000),
        createdAt: ctx.now,
        updatedAt: ctx.now,
      })
      await enqueueMail(tx, { template: 'address-link', category: 'sign_in', toAddress: input.email, userId, rendered: link, now: ctx.now })
    }
    await enqueueMail(tx, { template: 'address-notice', category: 'sign_in', toAddress: person.email, userId, rendered: notice, now: ctx.now })
    await appendJournal(tx, ctx, { action: 'user.email_change_asked', subjectKind: 'user', subjectId: userId, organizationId: null })
  })
}

/**
 * Changes the address, by the link that was sent to it; the link works once and starts no session.
 * @throws AppError gone for a link that is used, replaced, expired or none of ours, conflict when somebody has the address by now
 */
export async function confirmEmailChange(visit: Visit, token: string): Promise<void> {
  try {
    await withPlatform(async (tx) => {
      // Deleting claims it: of two that confirm at once the second finds nothing.
      const [claimed] = await tx
        .delete(verifications)
        .where(eq(verifications.identifier, PURPOSE + hashToken(token)))
        .returning({ value: verifications.value, expiresAt: verifications.expiresAt })
      const [userId, email] = claimed?.value.split(' ') ?? []
      if (!claimed || !userId || !email || claimed.expiresAt <= visit.now)
        throw new AppError('gone', 'This link was used already, has expired, or was replaced by a newer one.')
      await tx.update(users).set({ email, emailVerified: true, updatedAt: visit.now }).where(eq(users.id, userId))
      const actor: UserActor = { kind: 'user', userId, sessionId: '', platformRole: null, organizationId: null, memberRole: null }
      await appendJournal(tx, { ...visit, actor }, { action: 'user.email_changed', subjectKind: 'user', subjectId: userId, organizationId: null })
    })
  } catch (error) {
    if (sqlState(error) === '23505') throw new AppError('conflict', 'Somebody signs in with this address by now. Your own is unchanged.')
    throw error
  }
}

async function readPerson(tx: Tx, userId: string): Promise<{ email: string; passwordHash: string | null } | undefined> {
  const [row] = await tx
    .select({ email: users.email, passwordHash: accounts.password })
    .from(users)
    .leftJoin(accounts, and(eq(accounts.userId, users.id), eq(accounts.providerId, 'credential')))
    .where(eq(users.id, userId))
  return row
}
