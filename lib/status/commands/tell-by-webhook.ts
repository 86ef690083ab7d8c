import { and, eq, isNull, sql } from 'drizzle-orm'
import { withPlatform } from '@/db/client'
import { statusNotices, statusSubscribers } from '@/db/schema/status'
import { judgeEndpoint } from '@/lib/endpoint-health'
import { rootCause } from '@/lib/errors'
import { log } from '@/lib/log'
import { post } from '@/lib/post'
import { POST_TIMEOUT_SECONDS } from '@/lib/post-result'
import { type Delivery, decideDelivery } from '@/lib/post-schedule'
import { SealBroken } from '@/lib/seal'
import { MINUTE, SECOND } from '@/lib/time'
import { webhookHeaders } from '@/lib/webhook-signature'
import type { JobResult, Work } from '@/lib/work'
import type { Published } from '../formats/published'
import { composeWebhook, type Told } from '../notice'
import { readTold } from '../queries/due-notices'
import { openStatusSecret } from '../secrets'
import { managePageUrl, manageToken } from '../tokens'
import { endSubscriber } from './subscriptions'

/** Requests under way at once, each to another subscriber. */
const IN_FLIGHT = 16
/** A notice that a process took which then died is free again after this; longer than an attempt can take. */
const CLAIM_MS = MINUTE
/** A run ends after this, so that the next minute's run sees what has come meanwhile. */
const RUN_MS = 45 * SECOND
/** A notice whose secret cannot be opened waits: the operator's key is missing, which is no fault of the subscriber. */
const SEALED_WAIT_MS = 5 * MINUTE

interface Claimed extends Record<string, unknown> {
  id: string
  key: string
  attempt: number
  subscriberId: string
  address: string
  sealed: string | null
}

export interface TellOptions {
  timeoutSeconds?: number
  /** The real time, which signatures state. */
  clock?: () => Date
}

/**
 * Posts what is due to subscribed addresses, to each one at a time and in the order of the updates. At least once
 * by design: a crash between an address's yes and our record of it offers the same message again under the same
 * id, by which receivers know it. One that fails for days is ended.
 */
export async function tellByWebhook(published: Published, { now, stillMine }: Work, options: TellOptions = {}): Promise<JobResult> {
  const { timeoutSeconds = POST_TIMEOUT_SECONDS, clock = () => new Date() } = options
  const result: JobResult = { checked: 0, changed: 0, failed: 0 }
  const startedAt = performance.now()
  const moment = () => new Date(now.getTime() + performance.now() - startedAt)
  while (performance.now() - startedAt < RUN_MS && (await stillMine())) {
    const claimed = await claim(moment())
    if (claimed.length === 0) break
    const told = await withPlatform((tx) => readTold(tx, [...new Set(claimed.map(({ key }) => key))]), { accessMode: 'read only' })
    await Promise.all(
      claimed.map(async (notice) => {
        result.checked++
        try {
          if (await attempt(published, notice, told.get(notice.key), { timeoutSeconds, clock, moment })) result.changed++
          else result.failed++
        } catch (error) {
          // Our own record failed; the claim runs out and the message is offered again under its id.
          log().error({ notice: notice.id, err: rootCause(error) }, 'the outcome of a status webhook could not be recorded')
          result.failed++
        }
      }),
    )
  }
  return result
}

/** Takes the oldest due notice of each of some subscribers; those that work go first. */
async function claim(now: Date): Promise<Claimed[]> {
  const until = new Date(now.getTime() + CLAIM_MS)
  return withPlatform(async (tx) => [
    ...(await tx.execute<Claimed>(sql`
      with first as (
        select distinct on (n.subscriber_id) n.id, s.failing_since
        from status_notices n join status_subscribers s on s.id = n.subscriber_id
        where n.next_attempt_at <= ${now} and s.kind = 'webhook' and s.state = 'active'
        order by n.subscriber_id, split_part(n.key, ':', 2)::bigint
      ), due as (
        select n.id from status_notices n join first f on f.id = n.id
        where n.next_attempt_at <= ${now}
        order by f.failing_since nulls first, n.next_attempt_at
        limit ${IN_FLIGHT}
        for update of n skip locked
      )
      update status_notices n set attempts = n.attempts + 1, next_attempt_at = ${until}
      from due, status_subscribers s
      where n.id = due.id and s.id = n.subscriber_id
      returning n.id, n.key, n.attempts as attempt, s.id as "subscriberId", s.address, s.sealed`)),
  ])
}

interface AttemptOptions {
  timeoutSeconds: number
  clock: () => Date
  moment: () => Date
}

async function attempt(published: Published, notice: Claimed, told: Told | undefined, options: AttemptOptions): Promise<boolean> {
  const secret = secretOf(notice)
  if (!told || secret === null) {
    await giveUpOrWait(notice, told === undefined, options.moment())
    return false
  }
  const body = composeWebhook(published, told, managePageUrl(manageToken(notice.subscriberId)))
  const headers = webhookHeaders({ id: notice.id, body, at: options.clock(), secrets: [secret] })
  const answer = await post({ url: notice.address, headers, body }, options.timeoutSeconds)
  const at = options.moment()
  const delivery = decideDelivery(answer, notice.attempt, at, Math.random())
  await record(notice, delivery, answer.kind === 'answered' ? answer.status : null, at)
  return delivery.state === 'delivered'
}

async function record(notice: Claimed, delivery: Delivery, status: number | null, at: Date): Promise<void> {
  await withPlatform(async (tx) => {
    // The subscriber first, whoever records: so two answers of one address cannot wait for each other.
    const [subscriber] = await tx.select().from(statusSubscribers).where(eq(statusSubscribers.id, notice.subscriberId)).for('update')
    const lastAnswer = delivery.state === 'delivered' ? `Answered ${status ?? ''}.` : delivery.error
    const outcome =
      delivery.state === 'delivered'
        ? { sentAt: at, nextAttemptAt: null }
        : delivery.state === 'dead'
          ? { failedAt: at, nextAttemptAt: null }
          : { nextAttemptAt: delivery.nextAttemptAt }
    await tx
      .update(statusNotices)
      .set({ ...outcome, lastAnswer: lastAnswer.slice(0, 500) })
      .where(and(eq(statusNotices.id, notice.id), isNull(statusNotices.sentAt)))
    if (subscriber?.state !== 'active') return
    const said = delivery.state === 'delivered' ? 'delivered' : delivery.state === 'dead' && delivery.gone ? 'gone' : 'failed'
    const { failures, failingSince, disable } = judgeEndpoint(
      { failures: subscriber.failures, failingSince: subscriber.failingSince, lastSuccessAt: null },
      said,
      at,
    )
    await tx.update(statusSubscribers).set({ failures, failingSince, updatedAt: at }).where(eq(statusSubscribers.id, subscriber.id))
    if (disable) await endSubscriber(tx, subscriber.id, disable, at)
  })
}

async function giveUpOrWait(notice: Claimed, untold: boolean, at: Date): Promise<void> {
  const outcome = untold
    ? { failedAt: at, nextAttemptAt: null, lastAnswer: 'It is not public any more.' }
    : { nextAttemptAt: new Date(at.getTime() + SEALED_WAIT_MS), attempts: notice.attempt - 1, lastAnswer: 'Not sent: its signing secret cannot be opened.' }
  await withPlatform((tx) => tx.update(statusNotices).set(outcome).where(eq(statusNotices.id, notice.id)))
}

function secretOf({ subscriberId, sealed }: Claimed): string | null {
  try {
    return sealed === null ? null : openStatusSecret({ id: subscriberId, sealed })
  } catch (error) {
    if (error instanceof SealBroken) return null
    throw error
  }
}
