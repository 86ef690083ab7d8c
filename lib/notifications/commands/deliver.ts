import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { and, eq, ne } from 'drizzle-orm'
import { withPlatform } from '@/db/client'
import { outbox } from '@/db/schema/outbox'
import { env } from '@/lib/env'
import { rootCause } from '@/lib/errors'
import { log } from '@/lib/log'
import { SECOND } from '@/lib/time'
import type { JobResult, Work } from '@/lib/work'
import { localSender } from '../adapters/local'
import { resendSender } from '../adapters/resend'
import { decideDelivery, RETRY_WAITS_MS } from '../delivery'
import type { Sender } from '../model'
import { bookStart, learnPace, startPace } from '../pace'
import { type Claimed, claimMails } from './claim-mails'

const IN_FLIGHT = 8
/** A mail claimed by a process that died is free again after this; longer than a batch can take. */
const CLAIM_SECONDS = 120
/** A run ends after this, so that the next minute's run sees what has come meanwhile. */
const RUN_MS = 50 * SECOND
const MAX_ATTEMPTS = RETRY_WAITS_MS.length + 1
/** Told to wait longer than this, the run gives its mails back and ends. */
const LONGEST_PAUSE_MS = 10 * SECOND

export interface DeliverOptions {
  claimSeconds?: number
  sender?: Sender
}

/**
 * Sends what is due. At least once by design: a crash between the provider's yes and our record of
 * it makes the next run offer the same mail again, under the same key and with the same content, and
 * the provider knows it as a repeat. Suppressions, opt-outs, quiet hours, the weekly cap and the tone
 * guard are looked at once more before.
 * @returns checked: mails looked at; changed: sent; failed: not sent this time
 */
export async function deliverMails({ now, stillMine }: Work, options: DeliverOptions = {}): Promise<JobResult> {
  const { RESEND_API_KEY } = env()
  const sender = options.sender ?? (RESEND_API_KEY ? resendSender(RESEND_API_KEY) : localSender)
  const counts = { checked: 0, changed: 0, failed: 0 }
  const startedAt = performance.now()
  const endsAt = startedAt + RUN_MS
  // On the run's own clock: what was promised for a time is judged by it.
  const answeredAt = () => new Date(now.getTime() + performance.now() - startedAt)
  let pace = startPace(performance.now())

  while (performance.now() < endsAt && (await stillMine())) {
    const claim = randomUUID()
    const batch = await claimMails(claim, now, options.claimSeconds ?? CLAIM_SECONDS)
    if (batch.length === 0) break
    const inFlight = new Set<Promise<void>>()
    let pausing = false
    for (const mail of batch) {
      if (inFlight.size >= IN_FLIGHT) await Promise.race(inFlight)
      counts.checked++
      if (mail.obstacle !== null) {
        await settle(mail, claim, 'suppressed', mail.obstacle)
        continue
      }
      if (mail.timing.kind !== 'now') {
        const { timing } = mail
        await settle(mail, claim, timing.kind === 'drop' ? 'dropped' : 'pending', timing.reason, timing.kind === 'wait' ? timing.until : undefined)
        continue
      }
      if (mail.attempt > MAX_ATTEMPTS) {
        await settle(mail, claim, 'dead', `Gave up after ${MAX_ATTEMPTS} attempts; the last one ended without an answer.`)
        counts.failed++
        continue
      }
      const via = mail.simulated ? localSender : sender
      if (via.paced) {
        const booked = bookStart(pace, performance.now())
        const waitMs = booked.startAt - performance.now()
        if (pausing || waitMs > LONGEST_PAUSE_MS) {
          pausing = true
          await settle(mail, claim, 'pending', null)
          continue
        }
        pace = booked.pace
        if (waitMs > 0) await sleep(waitMs)
      }
      const attempt: Promise<void> = offer(mail, via, claim, now, answeredAt)
        .then((sent) => {
          if (via.paced) pace = learnPace(pace, sent.pace, sent.result, performance.now())
          if (sent.result.kind === 'accepted') counts.changed++
          else counts.failed++
        })
        .catch((error) => {
          // Our own record failed; the claim runs out and the mail is offered again under its key.
          log().error({ mail: mail.id, err: rootCause(error) }, 'the outcome of a mail could not be recorded')
          counts.failed++
        })
        .finally(() => inFlight.delete(attempt))
      inFlight.add(attempt)
    }
    await Promise.all(inFlight)
    if (pausing) break
  }
  return counts
}

async function offer(mail: Claimed, sender: Sender, claim: string, now: Date, answeredAt: () => Date): ReturnType<Sender['send']> {
  const answer = await sender.send(mail)
  const delivery = decideDelivery(answer.result, mail.attempt, now, Math.random())
  const free = { leaseOwner: null, leaseUntil: null }
  await withPlatform(async (tx) => {
    if (delivery.state === 'sent') {
      // True whoever holds the claim by now: the provider has it.
      await tx
        .update(outbox)
        .set({ ...free, state: 'sent', providerId: delivery.providerId, sentAt: answeredAt(), lastError: null })
        .where(and(eq(outbox.id, mail.id), ne(outbox.state, 'sent')))
      return
    }
    const next =
      delivery.state === 'dead'
        ? { state: 'dead' as const }
        : { state: 'pending' as const, nextAttemptAt: delivery.nextAttemptAt, attempts: delivery.counted ? mail.attempt : mail.attempt - 1 }
    // A failure counts only while the claim is ours: another sender may have succeeded meanwhile.
    await tx
      .update(outbox)
      .set({ ...free, ...next, lastError: delivery.error.slice(0, 1000) })
      .where(and(eq(outbox.id, mail.id), eq(outbox.leaseOwner, claim), eq(outbox.state, 'sending')))
  })
  return answer
}

/** Ends a mail that was not offered this time, or puts it off until a moment. */
async function settle(mail: Claimed, claim: string, state: 'suppressed' | 'dropped' | 'dead' | 'pending', error: string | null, until?: Date): Promise<void> {
  await withPlatform((tx) =>
    tx
      .update(outbox)
      .set({ state, lastError: error, leaseOwner: null, leaseUntil: null, attempts: mail.attempt - 1, ...(until ? { nextAttemptAt: until } : {}) })
      .where(and(eq(outbox.id, mail.id), eq(outbox.leaseOwner, claim))),
  )
}
