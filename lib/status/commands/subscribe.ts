import { and, eq, ne } from 'drizzle-orm'
import { createElement } from 'react'
import { type Tx, withPlatform } from '@/db/client'
import { statusSubscribers } from '@/db/schema/status'
import StatusConfirm, { subject as confirmSubject } from '@/emails/status-confirm'
import { webhookUrlProblem } from '@/lib/accounts/webhook-url'
import { consumeAttempt } from '@/lib/auth/commands/throttle'
import type { Visit } from '@/lib/auth/model'
import { hashToken, newToken } from '@/lib/auth/tokens'
import { env } from '@/lib/env'
import { AppError } from '@/lib/errors'
import { newId } from '@/lib/ids'
import { enqueueMail } from '@/lib/outbox/commands'
import { renderMail } from '@/lib/outbox/render'
import { parseAllowList } from '@/lib/safe-url'
import { newSecret } from '@/lib/webhook-signature'
import { PENDING_DAYS } from '../model'
import { listShownSystems } from '../queries/read-rows'
import { sealStatusSecret } from '../secrets'
import type { EmailSubscription, WebhookSubscription } from '../subscription-input'
import { managePageUrl, manageToken } from '../tokens'

/**
 * Takes the wish of an address to be told by mail: it gets a link, and hears nothing more before that was pressed.
 * One that is subscribed already gets the link to its subscription instead. Whoever asks cannot tell which.
 * @throws AppError rate_limited for a caller who asks too often, invalid for a system that there is none of
 */
export async function subscribeByMail(visit: Visit, input: EmailSubscription): Promise<void> {
  await limitCaller(visit)
  await refuseUnknown(input.systems)
  // Nobody can have somebody else's mailbox filled; the answer stays the same.
  if (!(await consumeAttempt('mail', `status:${input.email}`, visit.now))) return
  await inviteByMail(visit.now, input)
}

/** Asks an address whether it wants to be told; the caller has judged whether it may be asked. */
export async function inviteByMail(now: Date, { email, systems }: EmailSubscription): Promise<void> {
  const { STATUS_PAGE_NAME, APP_URL } = env()
  const { token, tokenHash } = newToken()
  await withPlatform(async (tx) => {
    const [pending] = await tx
      .insert(statusSubscribers)
      .values({ id: newId(now.getTime()), kind: 'email', address: email, systems, tokenHash, createdAt: now, updatedAt: now })
      .onConflictDoUpdate({
        target: [statusSubscribers.kind, statusSubscribers.address],
        targetWhere: ne(statusSubscribers.state, 'ended'),
        set: { tokenHash, systems, updatedAt: now },
        // An active one keeps what it has chosen until its owner changes it.
        setWhere: eq(statusSubscribers.state, 'pending'),
      })
      .returning({ id: statusSubscribers.id })
    const known = pending ? null : await findActive(tx, email)
    const url = known ? managePageUrl(await healToken(tx, known)) : `${APP_URL.replace(/\/$/, '')}/status/confirm?token=${token}`
    const props = { pageName: STATUS_PAGE_NAME, known: known !== null, url, days: PENDING_DAYS }
    await enqueueMail(tx, {
      template: 'status-confirm',
      category: 'status_confirm',
      toAddress: email,
      rendered: { subject: confirmSubject(props), ...(await renderMail(createElement(StatusConfirm, props))) },
      now,
    })
  })
}

/**
 * Registers an address for webhooks. It gets nothing before it has accepted a signed test message.
 * @returns its signing secret and the token of its subscription, both of which are told this once
 * @throws AppError rate_limited, invalid, conflict when the address is subscribed already
 */
export async function registerWebhook(visit: Visit, { url, systems }: WebhookSubscription): Promise<{ secret: string; token: string }> {
  await limitCaller(visit)
  const problem = webhookUrlProblem(url, parseAllowList(env().SAFE_FETCH_ALLOW))
  if (problem !== null) throw new AppError('invalid', problem)
  await refuseUnknown(systems)
  const id = newId(visit.now.getTime())
  const secret = newSecret()
  const token = manageToken(id)
  const fresh = { id, systems, tokenHash: hashToken(token), sealed: sealStatusSecret(secret, id), createdAt: visit.now, updatedAt: visit.now }
  await withPlatform(async (tx) => {
    // Who registers an address anew that has never answered begins anew; the secret of before is worth nothing.
    await tx
      .delete(statusSubscribers)
      .where(and(eq(statusSubscribers.kind, 'webhook'), eq(statusSubscribers.address, url), eq(statusSubscribers.state, 'pending')))
    const [made] = await tx
      .insert(statusSubscribers)
      .values({ ...fresh, kind: 'webhook', address: url })
      .onConflictDoNothing()
      .returning({ id: statusSubscribers.id })
    if (!made) throw new AppError('conflict', 'This address is subscribed already. Open the link that was shown when it was registered.')
  })
  return { secret, token }
}

async function findActive(tx: Tx, email: string): Promise<string> {
  const [row] = await tx
    .select({ id: statusSubscribers.id })
    .from(statusSubscribers)
    .where(and(eq(statusSubscribers.kind, 'email'), eq(statusSubscribers.address, email), eq(statusSubscribers.state, 'active')))
  if (!row) throw new AppError('conflict', 'This subscription has changed in this moment. Try again.')
  return row.id
}

/** Brings the stored hash to the token as it is derived now: the secret behind it may have been changed. Returns the token. */
export async function healToken(tx: Tx, id: string): Promise<string> {
  const token = manageToken(id)
  await tx
    .update(statusSubscribers)
    .set({ tokenHash: hashToken(token) })
    .where(and(eq(statusSubscribers.id, id), ne(statusSubscribers.tokenHash, hashToken(token))))
  return token
}

async function limitCaller({ ip, now }: Visit): Promise<void> {
  if (await consumeAttempt('subscribe', ip ?? 'unknown', now)) return
  throw new AppError('rate_limited', 'Too many tries from here. Try again in a quarter of an hour.', { retryAfterSeconds: 900 })
}

/** @throws AppError invalid for a system that is not on the page */
export async function refuseUnknown(systems: readonly string[]): Promise<void> {
  if (systems.length === 0) return
  const shown = new Set((await withPlatform((tx) => listShownSystems(tx), { accessMode: 'read only' })).map(({ key }) => key))
  const unknown = systems.filter((key) => !shown.has(key))
  if (unknown.length > 0) throw new AppError('invalid', `There is no system ${unknown[0]} on this page any more. Load the page again, and choose anew.`)
}
