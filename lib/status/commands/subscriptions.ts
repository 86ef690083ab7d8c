import { and, eq, isNotNull, sql } from 'drizzle-orm'
import { type Tx, withPlatform } from '@/db/client'
import { statusNotices, statusSubscribers } from '@/db/schema/status'
import { consumeAttempt } from '@/lib/auth/commands/throttle'
import type { Visit } from '@/lib/auth/model'
import { hashToken } from '@/lib/auth/tokens'
import { env } from '@/lib/env'
import { AppError, sqlState } from '@/lib/errors'
import { newId } from '@/lib/ids'
import { post } from '@/lib/post'
import { describePost, isAccepted, POST_TIMEOUT_SECONDS } from '@/lib/post-result'
import { addDays } from '@/lib/time'
import { webhookHeaders } from '@/lib/webhook-signature'
import { type EndReason, PENDING_DAYS } from '../model'
import { findSubscription, type Subscription } from '../queries/subscribers'
import { openStatusSecret } from '../secrets'
import { managePageUrl, manageToken } from '../tokens'
import { refuseUnknown } from './subscribe'

// What whoever holds the token of a subscription does with it. Opening a link does none of this.

/**
 * Confirms an address: from now on it is told. The link of the mail works once.
 * @returns the token by which the subscription is changed or ended
 * @throws AppError gone for a link that was used, replaced by a newer one, or is too old
 */
export async function confirmSubscription(token: string, now: Date): Promise<string> {
  return withPlatform(async (tx) => {
    const [pending] = await tx
      .select({ id: statusSubscribers.id })
      .from(statusSubscribers)
      .where(
        and(
          eq(statusSubscribers.tokenHash, hashToken(token)),
          eq(statusSubscribers.kind, 'email'),
          eq(statusSubscribers.state, 'pending'),
          sql`${statusSubscribers.updatedAt} > ${addDays(now, -PENDING_DAYS)}`,
        ),
      )
      .for('update')
    if (!pending) throw new AppError('gone', 'This link was used already, or there is a newer one. Subscribe again if no mails come.')
    const managed = manageToken(pending.id)
    await tx
      .update(statusSubscribers)
      .set({ state: 'active', confirmedAt: now, tokenHash: hashToken(managed), updatedAt: now })
      .where(eq(statusSubscribers.id, pending.id))
    return managed
  })
}

/**
 * Sends a signed test message to a registered address; when it accepts, the address is told from now on.
 * @returns what it answered, in a sentence
 * @throws AppError gone, conflict when it did not accept, rate_limited
 */
export async function pingWebhook(token: string, visit: Visit): Promise<string> {
  const subscription = await bySubscription(token, visit.now)
  if (subscription.kind !== 'webhook' || subscription.state !== 'pending') throw new AppError('conflict', 'This subscription is confirmed already.')
  const host = new URL(subscription.address).host
  const mayAsk =
    (await consumeAttempt('mail', `status-ping:${subscription.id}`, visit.now)) && (await consumeAttempt('probe', `status-ping:${host}`, visit.now))
  if (!mayAsk) throw new AppError('rate_limited', 'Too many test messages to this address. Try again in a quarter of an hour.', { retryAfterSeconds: 900 })
  const secret = openStatusSecret({ id: subscription.id, sealed: await sealedOf(subscription.id) })
  const body = JSON.stringify({
    type: 'status.ping',
    timestamp: visit.now.toISOString(),
    page: { name: env().STATUS_PAGE_NAME, url: `${env().APP_URL.replace(/\/$/, '')}/status` },
    meta: { unsubscribe: managePageUrl(token) },
  })
  const headers = webhookHeaders({ id: newId(visit.now.getTime()), body, at: new Date(), secrets: [secret] })
  const result = await post({ url: subscription.address, headers, body }, POST_TIMEOUT_SECONDS)
  if (!isAccepted(result)) throw new AppError('conflict', `It is not confirmed. ${describePost(result)} A test message counts when it is answered with 2xx.`)
  await withPlatform(async (tx) => {
    const [made] = await tx
      .update(statusSubscribers)
      .set({ state: 'active', confirmedAt: visit.now, updatedAt: visit.now })
      .where(and(eq(statusSubscribers.id, subscription.id), eq(statusSubscribers.state, 'pending')))
      .returning({ id: statusSubscribers.id })
    if (!made) throw new AppError('conflict', 'This subscription has changed in this moment. Load the page again.')
  })
  return describePost(result)
}

/**
 * Chooses anew of which systems it is told.
 * @throws AppError gone, conflict when it has ended, invalid for a system that there is none of
 */
export async function chooseSystems(token: string, systems: string[], now: Date): Promise<void> {
  await refuseUnknown(systems)
  await change(token, now, (tx, { id }) =>
    tx
      .update(statusSubscribers)
      .set({ systems, updatedAt: now })
      .where(and(eq(statusSubscribers.id, id), eq(statusSubscribers.state, 'active')))
      .returning({ id: statusSubscribers.id }),
  )
}

/** Ends a subscription; asked twice, the same. @throws AppError gone for a token of none */
export async function endByToken(token: string, now: Date): Promise<void> {
  const { id } = await bySubscription(token, now)
  await withPlatform((tx) => endSubscriber(tx, id, 'by_hand', now))
}

/**
 * Takes the end of a subscription back.
 * @throws AppError gone, conflict when it was not ended by hand, or the address has subscribed anew
 */
export async function resumeByToken(token: string, now: Date): Promise<void> {
  try {
    await change(token, now, (tx, { id }) =>
      tx
        .update(statusSubscribers)
        // What was said meanwhile is not told any more.
        .set({ state: 'active', endReason: null, endedAt: null, confirmedAt: now, updatedAt: now })
        .where(
          and(
            eq(statusSubscribers.id, id),
            eq(statusSubscribers.state, 'ended'),
            eq(statusSubscribers.endReason, 'by_hand'),
            isNotNull(statusSubscribers.confirmedAt),
          ),
        )
        .returning({ id: statusSubscribers.id }),
    )
  } catch (error) {
    if (sqlState(error) === '23505') throw new AppError('conflict', 'This address has subscribed anew meanwhile. Use the link of its newest mail.')
    throw error
  }
}

/** Ends a subscriber, and what waits for it. Returns false when it had ended before. */
export async function endSubscriber(tx: Tx, id: string, reason: EndReason, now: Date): Promise<boolean> {
  const ended = await tx
    .update(statusSubscribers)
    .set({ state: 'ended', endReason: reason, endedAt: now, updatedAt: now })
    .where(and(eq(statusSubscribers.id, id), sql`${statusSubscribers.state} <> 'ended'`))
    .returning({ id: statusSubscribers.id })
  await tx
    .update(statusNotices)
    .set({ nextAttemptAt: null, failedAt: now })
    .where(and(eq(statusNotices.subscriberId, id), isNotNull(statusNotices.nextAttemptAt)))
  return ended.length > 0
}

async function change(token: string, now: Date, act: (tx: Tx, subscription: Subscription) => Promise<{ id: string }[]>): Promise<void> {
  const subscription = await bySubscription(token, now)
  const changed = await withPlatform((tx) => act(tx, subscription))
  if (changed.length === 0) throw new AppError('conflict', 'This subscription has changed meanwhile. Load the page again to see how it stands.')
}

async function bySubscription(token: string, now: Date): Promise<Subscription> {
  const found = await withPlatform((tx) => findSubscription(tx, token, now), { accessMode: 'read only' })
  if (!found) throw new AppError('gone', 'This link does not work any more. Use that of the newest mail, or subscribe again.')
  return found
}

async function sealedOf(id: string): Promise<string> {
  const [row] = await withPlatform((tx) => tx.select({ sealed: statusSubscribers.sealed }).from(statusSubscribers).where(eq(statusSubscribers.id, id)))
  return row?.sealed ?? ''
}
