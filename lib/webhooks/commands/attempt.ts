import { and, eq, inArray, ne } from 'drizzle-orm'
import { type Tx, withPlatform } from '@/db/client'
import { webhookAttempts, webhookEndpointHealth, webhookSends } from '@/db/schema/webhooks'
import { setWebhookEndpointActive } from '@/lib/accounts/commands/manage-webhooks'
import type { Context } from '@/lib/auth/model'
import { judgeEndpoint, type Outcome } from '@/lib/endpoint-health'
import { appendJournal } from '@/lib/journal/commands'
import { meter } from '@/lib/meter'
import { answerSimulated, post } from '@/lib/post'
import { answerOf, type PostResult } from '@/lib/post-result'
import { type Delivery, decideDelivery } from '@/lib/post-schedule'
import { SealBroken } from '@/lib/seal'
import { MINUTE } from '@/lib/time'
import { noteDelivery } from '@/lib/tools/commands/note-delivery'
import { webhookHeaders } from '@/lib/webhook-signature'
import { DELIVERY_PREFIX, type DisabledReason, TEST_TYPE } from '../model'
import { openSecret } from '../secrets'
import type { ClaimedSend } from './claim'

export interface AttemptOptions {
  ctx: Context
  /** The moment of the answer, on the run's own clock. */
  moment: () => Date
  /** The moment that the signature states: a receiver compares it with its own clock. */
  clock: () => Date
  timeoutSeconds: number
}

/** A send whose secret cannot be opened waits: the operator's key is missing, which is no fault of the endpoint. */
const SEALED_WAIT_MS = 5 * MINUTE

/**
 * Offers a claimed send to its endpoint once and keeps what came of it.
 * @returns what it came to; null when nothing could be offered
 */
export async function attemptSend(send: ClaimedSend, options: AttemptOptions): Promise<{ result: PostResult; delivery: Delivery } | null> {
  const headers = headersOf(send, options.clock())
  if (!headers) {
    await giveBack(send, new Date(options.moment().getTime() + SEALED_WAIT_MS))
    return null
  }
  const outgoing = { url: send.url, headers, body: send.body }
  const result = send.simulated ? answerSimulated(outgoing) : await post(outgoing, options.timeoutSeconds)
  const now = options.moment()
  const delivery = decide(send, result, now)
  const ended = await withPlatform((tx) => record(tx, { ...options.ctx, now }, send, result, delivery))
  if (ended && !send.simulated) meter().add('webhook_deliveries_total', { status: delivery.state === 'delivered' ? 'delivered' : 'failed' })
  return { result, delivery }
}

function headersOf(send: ClaimedSend, at: Date): Record<string, string> | null {
  try {
    const secrets = send.secrets.map(openSecret)
    return secrets.length > 0 || send.simulated ? webhookHeaders({ id: send.messageId, body: send.body, at, secrets }) : null
  } catch (error) {
    if (error instanceof SealBroken) return null
    throw error
  }
}

// Somebody waits for a test's answer; repeating it later would help nobody.
function decide(send: ClaimedSend, result: PostResult, now: Date): Delivery {
  const delivery = decideDelivery(result, send.attempt, now, Math.random())
  return delivery.state === 'pending' && send.type === TEST_TYPE ? { state: 'dead', error: delivery.error, gone: false } : delivery
}

async function giveBack(send: ClaimedSend, nextAttemptAt: Date): Promise<void> {
  await withPlatform((tx) =>
    tx
      .update(webhookSends)
      .set({
        state: 'pending',
        attempts: send.attempt - 1,
        nextAttemptAt,
        leaseOwner: null,
        leaseUntil: null,
        lastError: 'Not sent: there is no signing secret that can be opened. Rotate the secret of this endpoint.',
      })
      .where(and(eq(webhookSends.id, send.id), eq(webhookSends.leaseOwner, send.claim))),
  )
}

/** Returns whether a delivery that counts has ended by it. */
async function record(tx: Tx, ctx: Context, send: ClaimedSend, result: PostResult, delivery: Delivery): Promise<boolean> {
  // The endpoint first, whoever records: so two answers of one endpoint cannot wait for each other.
  const [health] = await tx.select().from(webhookEndpointHealth).where(eq(webhookEndpointHealth.endpointId, send.endpointId)).for('update')
  const counted = await settle(tx, send, result, delivery, ctx.now)
  await tx.insert(webhookAttempts).values({
    organizationId: send.organizationId,
    sendId: send.id,
    attempt: send.attempt,
    at: ctx.now,
    ...answerOf(result),
    error: delivery.state === 'delivered' ? null : delivery.error,
    latencyMs: result.latencyMs,
  })
  if (!counted || send.type === TEST_TYPE) return false
  const ended = delivery.state !== 'pending'
  if (ended) {
    await noteDelivery(tx, {
      organizationId: send.organizationId,
      endpointId: send.endpointId,
      externalId: `${DELIVERY_PREFIX}${send.id}`,
      eventType: send.type,
      delivered: delivery.state === 'delivered',
      statusCode: answerOf(result).status,
      attempt: send.attempt,
      at: ctx.now,
    })
  }
  if (!health) return ended
  const outcome: Outcome = delivery.state === 'delivered' ? 'delivered' : delivery.state === 'dead' && delivery.gone ? 'gone' : 'failed'
  const { disable, ...standing } = judgeEndpoint(health, outcome, ctx.now)
  await tx
    .update(webhookEndpointHealth)
    .set({ ...standing, updatedAt: ctx.now })
    .where(eq(webhookEndpointHealth.endpointId, send.endpointId))
  if (disable && health.disabledAt === null) await switchOff(tx, ctx, send, disable)
  return ended
}

/** Returns whether this outcome counts: false when another sender has ended the send meanwhile. */
async function settle(tx: Tx, send: ClaimedSend, result: PostResult, delivery: Delivery, now: Date): Promise<boolean> {
  const { status, answer } = answerOf(result)
  const said = { lastStatus: status, lastAnswer: answer, leaseOwner: null, leaseUntil: null }
  if (delivery.state === 'delivered') {
    // True whoever holds the claim by now: the endpoint has it.
    const accepted = await tx
      .update(webhookSends)
      .set({ ...said, state: 'delivered', deliveredAt: now, lastError: null })
      .where(and(eq(webhookSends.id, send.id), ne(webhookSends.state, 'delivered')))
      .returning({ id: webhookSends.id })
    return accepted.length > 0
  }
  // A failure counts only while the claim is ours: another sender may have succeeded meanwhile.
  const failed = await tx
    .update(webhookSends)
    .set({
      ...said,
      lastError: delivery.error,
      ...(delivery.state === 'dead' ? { state: 'dead' } : { state: 'pending', nextAttemptAt: delivery.nextAttemptAt }),
    })
    .where(and(eq(webhookSends.id, send.id), eq(webhookSends.leaseOwner, send.claim), eq(webhookSends.state, 'sending')))
    .returning({ id: webhookSends.id })
  return failed.length > 0
}

async function switchOff(tx: Tx, ctx: Context, { organizationId, endpointId }: ClaimedSend, reason: DisabledReason): Promise<void> {
  await tx.update(webhookEndpointHealth).set({ disabledAt: ctx.now, disabledReason: reason }).where(eq(webhookEndpointHealth.endpointId, endpointId))
  await setWebhookEndpointActive(tx, { organizationId, id: endpointId, active: false })
  await cancelSends(tx, endpointId, `The endpoint was switched off because it ${reason === 'gone' ? 'answered that it is gone' : 'kept failing'}.`)
  await appendJournal(tx, ctx, {
    action: 'webhook_endpoint.disabled',
    subjectKind: 'webhook_endpoint',
    subjectId: endpointId,
    organizationId,
    after: { reason },
  })
}

/** Ends what still waits for an endpoint; somebody may send it again when the endpoint is on. */
export async function cancelSends(tx: Tx, endpointId: string, why: string): Promise<void> {
  await tx
    .update(webhookSends)
    .set({ state: 'cancelled', lastError: why, leaseOwner: null, leaseUntil: null })
    .where(and(eq(webhookSends.endpointId, endpointId), inArray(webhookSends.state, ['pending', 'sending'])))
}
