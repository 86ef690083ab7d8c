import { eq } from 'drizzle-orm'
import { withPlatform } from '@/db/client'
import { users } from '@/db/schema/auth'
import * as magicLink from '@/emails/magic-link'
import * as verification from '@/emails/verification'
import { enqueueMail } from '@/lib/outbox/commands'
import { renderMail } from '@/lib/outbox/render'
import { consoleUrl, LINK_SECONDS } from '../links'
import { safeNext } from '../next-path'

/**
 * Owes the mail with a link to sign in. An unknown address gets none; the same work is done for it
 * (up to the insert), so that neither the answer nor its time tells who has an account.
 */
export async function sendSignInLink(email: string, token: string, next: unknown): Promise<void> {
  const url = new URL(consoleUrl('/sign-in/link'))
  url.searchParams.set('token', token)
  url.searchParams.set('next', safeNext(next))
  const props: magicLink.Props = { url: url.toString(), minutes: LINK_SECONDS / 60 }
  const rendered = { subject: magicLink.subject(), ...(await renderMail(magicLink.default(props))) }
  await withPlatform(async (tx) => {
    const [user] = await tx.select({ id: users.id, email: users.email }).from(users).where(eq(users.email, email.trim().toLowerCase()))
    if (!user) return
    await enqueueMail(tx, { template: 'magic-link', category: 'sign_in', toAddress: user.email, userId: user.id, rendered, now: new Date() })
  })
}

/** Owes the mail with a link to choose a new password. */
export async function sendPasswordLink(user: { id: string; email: string }, token: string): Promise<void> {
  const url = new URL(consoleUrl('/reset-password'))
  url.searchParams.set('token', token)
  const props: verification.Props = { url: url.toString(), minutes: LINK_SECONDS / 60 }
  const rendered = { subject: verification.subject(), ...(await renderMail(verification.default(props))) }
  await withPlatform((tx) =>
    enqueueMail(tx, { template: 'verification', category: 'sign_in', toAddress: user.email, userId: user.id, rendered, now: new Date() }),
  )
}
