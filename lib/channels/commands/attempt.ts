import { and, eq, gt, inArray, ne, sql } from 'drizzle-orm'
import { type Tx, withPlatform } from '@/db/client'
import { channelAttempts, channelDeliveries, channels } from '@/db/schema/channels'
import { noteHandedOver } from '@/lib/alerts/commands/probe-alerting'
import type { Context } from '@/lib/auth/model'
import { env } from '@/lib/env'
import { appendJournal } from '@/lib/journal/commands'
import { enqueueMail } from '@/lib/outbox/commands'
import { answerSimulated, type OutgoingPost, post } from '@/lib/post'
import { answerOf, type PostResult } from '@/lib/post-result'
import { RETRY_WAITS_MS } from '@/lib/post-schedule'
import { SealBroken } from '@/lib/seal'
import { MINUTE } from '@/lib/time'
import type { MailBody } from '../formats/email'
import { LOOPBACK_CHANNEL_ID, PROBE_MS } from '../model'
import { outgoingOf } from '../outgoing'
import { decideVerdict, judgeChannel, type Verdict } from '../schedule'
import { openChannel } from '../secrets'
import { cancelDeliveries } from './begin-anew'
import type { ClaimedDelivery } from './claim'
import { acceptLoopback, clearLoopback } from './loopback'

export interface AttemptOptions {
  ctx: Context
  /** The moment of the answer, on the run's own clock. */
  moment: () => Date
  /** The moment that a signature states: a receiver compares it with its own clock. */
  clock: () => Date
  timeoutSeconds: number
}

/** A message whose secret cannot be opened waits: the operator's key is missing, which is no fault of the channel. */
const SEALED_WAIT_MS = 5 * MINUTE

/** From so many failures in a row on a channel counts as having been away: when it is back, what waits leaves at once. */
const AWAY_FAILURES = 2

/**
 * Offers a claimed message to its channel once and keeps what came of it.
 * @returns what it came to; null when nothing could be offered
 */
export async function attemptDelivery(delivery: ClaimedDelivery, options: AttemptOptions): Promise<{ result: PostResult; verdict: Verdict } | null> {
  if (delivery.channelKind === 'email') return handToOutbox(delivery, options)
  if (delivery.channelId === LOOPBACK_CHANNEL_ID) return settleLoopback(delivery, options)
  const outgoing = requestOf(delivery, options)
  if (!outgoing) {
    await giveBack(delivery, new Date(options.moment().getTime() + SEALED_WAIT_MS))
    return null
  }
  const result = delivery.simulated ? answerSimulated(outgoing) : await post(outgoing, options.timeoutSeconds)
  const now = options.moment()
  const verdict = judge(delivery, result, now)
  await withPlatform((tx) => record(tx, { ...options.ctx, now }, delivery, result, verdict))
  return { result, verdict }
}

/** Accepted here, in the process that would have sent it; that moment is what the product's own breach is timed by. */
async function settleLoopback(delivery: ClaimedDelivery, options: AttemptOptions): Promise<{ result: PostResult; verdict: Verdict }> {
  const result = acceptLoopback(delivery.body)
  const now = options.moment()
  const verdict = judge(delivery, result, now)
  await withPlatform(async (tx) => {
    if ((await record(tx, { ...options.ctx, now }, delivery, result, verdict)) && verdict.state === 'delivered')
      await noteHandedOver(tx, delivery.alertIds, now)
    await clearLoopback(tx, now)
  })
  return { result, verdict }
}

/** Mails are owed from here on: the outbox has its own repeats, and its own record of what became of each. */
async function handToOutbox(delivery: ClaimedDelivery, options: AttemptOptions): Promise<{ result: PostResult; verdict: Verdict }> {
  const now = options.moment()
  const mail = JSON.parse(delivery.body) as MailBody
  const result: PostResult = {
    kind: 'answered',
    status: 202,
    body: `Handed to the outbox: ${mail.to.length} ${mail.to.length === 1 ? 'mail' : 'mails'}.`,
    retryAfter: null,
    latencyMs: 0,
  }
  const verdict: Verdict = { state: 'delivered' }
  await withPlatform(async (tx) => {
    // Only who ends the message owes its mails, in the same transaction: nobody is written to twice.
    if (!(await record(tx, { ...options.ctx, now }, delivery, result, verdict))) return
    for (const toAddress of mail.to) {
      await enqueueMail(tx, {
        template: 'alert',
        category: 'alerts',
        toAddress,
        organizationId: delivery.organizationId ?? undefined,
        rendered: { subject: mail.subject, html: mail.html, text: mail.text },
        now,
      })
    }
  })
  return { result, verdict }
}

function requestOf(delivery: ClaimedDelivery, options: AttemptOptions): OutgoingPost | null {
  const at = options.clock()
  try {
    // Simulated channels have no secret worth keeping: nothing for them leaves the machine.
    const secrets = delivery.sealed === null ? (delivery.simulated ? ['https://simulated.invalid'] : []) : openChannel(delivery.sealed, delivery.channelId, at)
    return outgoingOf(delivery, delivery.settings, secrets, at, env().PAGERDUTY_BASE_URL?.replace(/\/$/, ''))
  } catch (error) {
    if (error instanceof SealBroken) return null
    throw error
  }
}

// Somebody waits for a test's answer; repeating it later would help nobody.
function judge(delivery: ClaimedDelivery, result: PostResult, now: Date): Verdict {
  const verdict = decideVerdict(delivery.channelKind, result, delivery.attempt, delivery.createdAt, now, Math.random())
  return verdict.state === 'pending' && delivery.kind === 'test' ? { state: 'dead', error: verdict.error, channel: null } : verdict
}

async function giveBack(delivery: ClaimedDelivery, nextAttemptAt: Date): Promise<void> {
  await withPlatform((tx) =>
    tx
      .update(channelDeliveries)
      .set({
        state: 'pending',
        attempts: delivery.attempt - 1,
        nextAttemptAt,
        leaseOwner: null,
        leaseUntil: null,
        lastError: 'Not sent: the address or key of this channel cannot be opened. Enter it again.',
      })
      .where(and(eq(channelDeliveries.id, delivery.id), eq(channelDeliveries.leaseOwner, delivery.claim))),
  )
}

/** Returns whether this outcome counts: false when another sender has ended the message meanwhile. */
async function record(tx: Tx, ctx: Context, delivery: ClaimedDelivery, result: PostResult, verdict: Verdict): Promise<boolean> {
  // The channel first, whoever records: so two answers of one channel cannot wait for each other.
  const [channel] = await tx.select().from(channels).where(eq(channels.id, delivery.channelId)).for('no key update')
  const counted = await settle(tx, delivery, result, verdict, ctx.now)
  await tx.insert(channelAttempts).values({
    organizationId: delivery.organizationId,
    deliveryId: delivery.id,
    attempt: delivery.attempt,
    at: ctx.now,
    ...answerOf(result),
    error: verdict.state === 'delivered' ? null : verdict.error,
    latencyMs: result.latencyMs,
  })
  // A test says nothing about how the channel has been doing, but that it works.
  if (!counted || !channel || (delivery.kind === 'test' && verdict.state !== 'delivered')) return counted
  const { disable, ...health } = judgeChannel(channel, verdict, ctx.now)
  // A channel that fails rests as a whole; what is said to it next is the next probe.
  const rests = verdict.state === 'pending' ? new Date(ctx.now.getTime() + Math.min(RETRY_WAITS_MS[health.failures - 1] ?? PROBE_MS, PROBE_MS)) : undefined
  const told = verdict.state === 'pending' && result.kind === 'answered' && result.retryAfter !== null ? verdict.nextAttemptAt : rests
  await tx
    .update(channels)
    .set({ ...health, ...(told ? { nextSendAt: told } : {}), updatedAt: ctx.now })
    .where(eq(channels.id, delivery.channelId))
  if (verdict.state === 'delivered' && channel.failures >= AWAY_FAILURES) await comeAtOnce(tx, delivery.channelId, ctx.now)
  if (disable && channel.disabledAt === null) await switchOff(tx, ctx, delivery, disable)
  return counted
}

async function settle(tx: Tx, delivery: ClaimedDelivery, result: PostResult, verdict: Verdict, now: Date): Promise<boolean> {
  const { status, answer } = answerOf(result)
  const said = { lastStatus: status, lastAnswer: answer, leaseOwner: null, leaseUntil: null }
  if (verdict.state === 'delivered') {
    // True whoever holds the claim by now: the channel has it.
    const accepted = await tx
      .update(channelDeliveries)
      .set({ ...said, state: 'delivered', deliveredAt: now, lastError: null })
      .where(and(eq(channelDeliveries.id, delivery.id), ne(channelDeliveries.state, 'delivered')))
      .returning({ id: channelDeliveries.id })
    return accepted.length > 0
  }
  // A failure counts only while the claim is ours: another sender may have succeeded meanwhile.
  const failed = await tx
    .update(channelDeliveries)
    .set({ ...said, lastError: verdict.error, ...(verdict.state === 'dead' ? { state: 'dead' } : { state: 'pending', nextAttemptAt: verdict.nextAttemptAt }) })
    .where(and(eq(channelDeliveries.id, delivery.id), eq(channelDeliveries.leaseOwner, delivery.claim), eq(channelDeliveries.state, 'sending')))
    .returning({ id: channelDeliveries.id })
  return failed.length > 0
}

async function comeAtOnce(tx: Tx, channelId: string, now: Date): Promise<void> {
  await tx
    .update(channelDeliveries)
    .set({ nextAttemptAt: now })
    .where(and(eq(channelDeliveries.channelId, channelId), inArray(channelDeliveries.state, ['pending']), gt(channelDeliveries.nextAttemptAt, now)))
}

async function switchOff(tx: Tx, ctx: Context, { organizationId, channelId }: ClaimedDelivery, reason: 'failing' | 'gone' | 'unauthorized'): Promise<void> {
  await tx.update(channels).set({ disabledAt: ctx.now, disabledReason: reason }).where(eq(channels.id, channelId))
  await cancelDeliveries(tx, channelId, 'The channel was switched off. What is still open is told once it is on again.')
  await appendJournal(tx, ctx, { action: 'channel.disabled', subjectKind: 'channel', subjectId: channelId, organizationId, after: { reason } })
}

/**
 * Takes back what says only that alerts are firing, could not be delivered, and is over by now: the group's
 * next message says that it was, and for how long. One that was never offered is left to be delivered.
 */
export async function collapseStale(): Promise<void> {
  await withPlatform((tx) =>
    tx.execute(sql`
      update channel_deliveries d
      set state = 'cancelled', last_error = 'Not tried again: it is over by now, which the next message says.', lease_owner = null, lease_until = null
      where d.state = 'pending' and d.only_firing and d.attempts > 0
        and cardinality(d.alert_ids) > 0
        and not exists (select from alerts a where a.id = any(d.alert_ids) and a.state in ('firing', 'acknowledged'))`),
  )
}
