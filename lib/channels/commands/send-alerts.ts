import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { withPlatform } from '@/db/client'
import type { Context } from '@/lib/auth/model'
import { rootCause } from '@/lib/errors'
import { log } from '@/lib/log'
import { POST_TIMEOUT_SECONDS } from '@/lib/post-result'
import { floorTo, MINUTE, SECOND } from '@/lib/time'
import type { JobResult, Work } from '@/lib/work'
import { nextGroupAt } from '../queries/due-groups'
import { findEvaluatedTo } from '../queries/evaluated-to'
import { attemptDelivery, collapseStale } from './attempt'
import { type ClaimedDelivery, claimDeliveries, nextDeliveryAt } from './claim'
import { keepLoopback } from './loopback'
import { markGroups } from './mark'
import { writeMessages } from './notify'
import { tellEndingSilences } from './tell-silences'

/** Requests under way at once in one process. */
const IN_FLIGHT = 24
/** Of those, how many may be for channels that have been failing: they are the ones that hang. */
const FAILING_IN_FLIGHT = 8
/** A message claimed by a process that died is free again after this; longer than an attempt can take. */
const CLAIM_SECONDS = 60
/** A run ends after this, whatever is still due: the next minute's run goes on. */
const RUN_MS = 55 * SECOND
/** How often events and due groups are looked for while a run lasts. */
const PASS_MS = SECOND
/** How long a run waits for its minute to be judged. */
const EVALUATION_MS = 40 * SECOND

export interface SendOptions {
  /** Waits for what becomes due within the run, and for the minute's evaluation; false: ends as soon as nothing is due. */
  linger?: boolean
  claimSeconds?: number
  timeoutSeconds?: number
  /** The real time, which signatures state. */
  clock?: () => Date
}

/**
 * Tells channels what happened to alerts: takes new events, decides what is said of which group, and sends
 * it. Jobs start by the minute, and a group waits for half of one: a run that ended once it had nothing to
 * do would tell every alert in the minute after. So a run stays while something becomes due within it, and
 * while the rules of its minute are still to be judged, looking once a second; otherwise it ends at once.
 * That needs neither a process that always runs nor a call from the evaluator, whose failure is thus no
 * failure of telling. At least once by design: a crash between a channel's yes and our record of it makes
 * the next run offer the same message again, with the same id and body.
 * @returns checked: attempts; changed: accepted; failed: not accepted this time, or not written
 */
export async function sendAlerts(ctx: Context, { now, stillMine }: Work, options: SendOptions = {}): Promise<JobResult> {
  const { linger = false, claimSeconds = CLAIM_SECONDS, timeoutSeconds = POST_TIMEOUT_SECONDS, clock = () => new Date() } = options
  const startedAt = performance.now()
  const moment = () => new Date(now.getTime() + performance.now() - startedAt)
  const counts = { checked: 0, changed: 0, failed: 0 }
  const underWay = { fine: new Set<Promise<void>>(), failing: new Set<Promise<void>>() }
  let lookedAt = Number.NEGATIVE_INFINITY

  async function write(): Promise<number> {
    if (performance.now() - lookedAt < PASS_MS) return 0
    lookedAt = performance.now()
    await markGroups(moment())
    await collapseStale()
    const { changed, failed } = await writeMessages(moment())
    counts.failed += failed
    return changed
  }

  async function attempt(delivery: ClaimedDelivery): Promise<void> {
    try {
      const outcome = await attemptDelivery(delivery, { ctx, moment, clock, timeoutSeconds })
      if (outcome?.verdict.state === 'delivered') counts.changed++
      else counts.failed++
    } catch (error) {
      // Our own record failed; the claim runs out and the message is offered again under its id.
      log().error({ delivery: delivery.id, err: rootCause(error) }, 'the outcome of an alert message could not be recorded')
      counts.failed++
    }
  }

  async function start(lane: 'fine' | 'failing'): Promise<number> {
    const places = IN_FLIGHT - underWay.fine.size - underWay.failing.size
    const limit = lane === 'fine' ? places : Math.min(places, FAILING_IN_FLIGHT - underWay.failing.size)
    if (limit <= 0) return 0
    const deliveries = await claimDeliveries({ claim: randomUUID(), now: moment(), limit, failing: lane === 'failing', claimSeconds })
    for (const delivery of deliveries) {
      counts.checked++
      const running: Promise<void> = attempt(delivery).finally(() => underWay[lane].delete(running))
      underWay[lane].add(running)
    }
    return deliveries.length
  }

  await keepLoopback(now)
  await tellEndingSilences(now)
  while (performance.now() - startedAt < RUN_MS && (await stillMine())) {
    // Asked before: an attempt that ends while we look may have made room for the next.
    const idle = underWay.fine.size + underWay.failing.size === 0
    const begun = (await write()) + (await start('fine')) + (await start('failing'))
    if (begun > 0) continue
    if (!idle) {
      await Promise.race([...underWay.fine, ...underWay.failing, sleep(PASS_MS)])
      continue
    }
    const elapsed = performance.now() - startedAt
    const wait = await waitFor(moment(), { linger, left: RUN_MS - elapsed, evaluationLeft: EVALUATION_MS - elapsed })
    if (wait === null) break
    await sleep(wait)
  }
  await Promise.all([...underWay.fine, ...underWay.failing])
  return counts
}

/** How long to wait before looking again; null: nothing comes that this run could tell. */
async function waitFor(at: Date, { linger, left, evaluationLeft }: { linger: boolean; left: number; evaluationLeft: number }): Promise<number | null> {
  const [group, delivery, evaluatedTo] = await withPlatform(
    async (tx) => [await nextGroupAt(tx), await nextDeliveryAt(tx), await findEvaluatedTo(tx)] as const,
    {
      accessMode: 'read only',
    },
  )
  const next = Math.min(group?.getTime() ?? Number.POSITIVE_INFINITY, delivery?.getTime() ?? Number.POSITIVE_INFINITY) - at.getTime()
  // A gap between two messages of a slow channel is waited for in any case.
  if (next <= PASS_MS * 3) return Math.max(0.05 * SECOND, Math.min(next, PASS_MS))
  const judging = evaluatedTo !== null && evaluatedTo < floorTo(at, MINUTE) && evaluationLeft > 0
  return linger && (next <= left || judging) ? PASS_MS : null
}
