import { randomUUID } from 'node:crypto'
import { and, eq, inArray, sql } from 'drizzle-orm'
import { type Tx, withPlatform } from '@/db/client'
import { webhookMessages, webhookSends } from '@/db/schema/webhooks'
import { type Context, isOwner } from '@/lib/auth/model'
import { AppError } from '@/lib/errors'
import { newId } from '@/lib/ids'
import { appendJournal } from '@/lib/journal/commands'
import { POST_TIMEOUT_SECONDS, type PostResult } from '@/lib/post-result'
import { MINUTE } from '@/lib/time'
import { TEST_TYPE } from '../model'
import { findEndpoint } from '../queries/find-endpoint'
import { attemptSend } from './attempt'
import { claimOne } from './claim'
import { messageBody } from './collect'

type TenantContext = Context & { organizationId: string }

/** Tests an organization may send in a minute: enough to find a mistake, too few to bother anybody with. */
const TESTS_A_MINUTE = 6
/** Longer than an attempt can take. */
const CLAIM_SECONDS = 60

/**
 * Sends a `webhook.test` to an endpoint at once and waits for its answer. Also to one that is off, so
 * that it can be tried before it is switched on. A test is not repeated and says nothing about how
 * the endpoint has been doing.
 * @throws AppError forbidden, not_found, conflict without a secret, rate_limited after six a minute, unavailable
 */
export async function sendTest(
  ctx: TenantContext,
  input: { id: string },
  timeoutSeconds = POST_TIMEOUT_SECONDS,
): Promise<{ sendId: string; result: PostResult }> {
  if (!isOwner(ctx.actor)) throw new AppError('forbidden', 'Only owners of the organization may send a test.')
  const claim = randomUUID()
  const send = await withPlatform(async (tx) => {
    const endpoint = await findEndpoint(tx, { organizationId: ctx.organizationId, id: input.id })
    if (!endpoint) throw new AppError('not_found', 'There is no such address.')
    if (endpoint.sendsFrom === null) throw new AppError('conflict', 'Make a signing secret first.')
    await assertFewTests(tx, ctx)
    const messageId = newId(ctx.now.getTime())
    const body = messageBody({ type: TEST_TYPE, at: ctx.now, data: { text: 'Sent by hand from the settings of your webhooks.', endpointId: input.id } })
    await tx.insert(webhookMessages).values({
      id: messageId,
      organizationId: ctx.organizationId,
      type: TEST_TYPE,
      body,
      dedupKey: `${TEST_TYPE}:${messageId}`,
      createdAt: ctx.now,
    })
    const id = newId(ctx.now.getTime())
    await tx
      .insert(webhookSends)
      .values({ id, organizationId: ctx.organizationId, messageId, endpointId: input.id, nextAttemptAt: ctx.now, createdAt: ctx.now })
    await appendJournal(tx, ctx, {
      action: 'webhook_endpoint.tested',
      subjectKind: 'webhook_endpoint',
      subjectId: input.id,
      organizationId: ctx.organizationId,
    })
    return claimOne(tx, { id, claim, now: ctx.now, claimSeconds: CLAIM_SECONDS })
  })
  const startedAt = performance.now()
  const moment = () => new Date(ctx.now.getTime() + performance.now() - startedAt)
  const outcome = await attemptSend(send, { ctx, moment, clock: () => new Date(), timeoutSeconds })
  if (!outcome) throw new AppError('unavailable', 'The signing secret cannot be opened. Rotate the secret of this endpoint.')
  return { sendId: send.id, result: outcome.result }
}

/**
 * Sends something again with the same id and body, from the first attempt; the job takes it within a
 * minute. Any member may: a receiver knows a repeat by its id.
 * @throws AppError forbidden, not_found, conflict while it waits anyway, or when the endpoint is off
 */
export async function sendAgain(ctx: TenantContext, input: { id: string }): Promise<void> {
  if (ctx.actor.kind !== 'user') throw new AppError('forbidden', 'Only people who are signed in may send something again.')
  await withPlatform(async (tx) => {
    const mine = and(eq(webhookSends.id, input.id), eq(webhookSends.organizationId, ctx.organizationId))
    const [known] = await tx.select({ endpointId: webhookSends.endpointId, state: webhookSends.state }).from(webhookSends).where(mine)
    if (!known) throw new AppError('not_found', 'There is no such delivery.')
    const endpoint = await findEndpoint(tx, { organizationId: ctx.organizationId, id: known.endpointId })
    if (!endpoint?.active || endpoint.disabledAt !== null) throw new AppError('conflict', 'Its endpoint is switched off. Switch it on first.')
    const [revived] = await tx
      .update(webhookSends)
      .set({ state: 'pending', attempts: 0, nextAttemptAt: ctx.now, deliveredAt: null, lastError: null, leaseOwner: null, leaseUntil: null })
      .where(and(mine, inArray(webhookSends.state, ['delivered', 'dead', 'cancelled'])))
      .returning({ id: webhookSends.id })
    if (!revived) throw new AppError('conflict', 'It is waiting to be sent already.')
    await appendJournal(tx, ctx, {
      action: 'webhook_delivery.sent_again',
      subjectKind: 'webhook_delivery',
      subjectId: input.id,
      organizationId: ctx.organizationId,
      before: { state: known.state },
    })
  })
}

async function assertFewTests(tx: Tx, ctx: TenantContext): Promise<void> {
  // One at a time in an organization, so that two at once cannot both be the sixth.
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${`webhook-tests:${ctx.organizationId}`}))`)
  const since = new Date(ctx.now.getTime() - MINUTE)
  const sent = await tx.$count(
    webhookMessages,
    and(eq(webhookMessages.organizationId, ctx.organizationId), eq(webhookMessages.type, TEST_TYPE), sql`${webhookMessages.createdAt} > ${since}`),
  )
  if (sent >= TESTS_A_MINUTE) throw new AppError('rate_limited', 'Six tests a minute are enough; wait a moment.', { retryAfterSeconds: 60 })
}
