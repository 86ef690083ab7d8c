import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Context } from '@/lib/auth/model'
import { rootCause } from '@/lib/errors'
import { log } from '@/lib/log'
import { POST_TIMEOUT_SECONDS } from '@/lib/post-result'
import { SECOND } from '@/lib/time'
import type { JobResult, Work } from '@/lib/work'
import { attemptSend } from './attempt'
import { type ClaimedSend, claimSends } from './claim'

/** Requests under way at once in one process. */
const IN_FLIGHT = 24
/** Of those, how many may be for endpoints that have been failing: they are the ones that hang. */
const FAILING_IN_FLIGHT = 8
/** Requests under way at one endpoint. */
const PER_ENDPOINT = 4
/** At one that has been failing: a single one tells whether it is back. */
const PER_FAILING_ENDPOINT = 1
/** A send claimed by a process that died is free again after this; longer than an attempt can take. */
const CLAIM_SECONDS = 60
/** A run ends after this, so that the next minute's run sees what has come meanwhile. */
const RUN_MS = 50 * SECOND

export interface DeliverOptions {
  claimSeconds?: number
  timeoutSeconds?: number
  /** The real time, which signatures state. */
  clock?: () => Date
}

/**
 * Sends what is due. At least once by design: a crash between an endpoint's yes and our record of it
 * makes the next run offer the same message again, with the same id and body. An endpoint that hangs
 * holds no more than its own few places.
 * @returns checked: attempts; changed: accepted; failed: not accepted this time
 */
export async function deliverWebhooks(ctx: Context, { now, stillMine }: Work, options: DeliverOptions = {}): Promise<JobResult> {
  const { claimSeconds = CLAIM_SECONDS, timeoutSeconds = POST_TIMEOUT_SECONDS, clock = () => new Date() } = options
  const startedAt = performance.now()
  const moment = () => new Date(now.getTime() + performance.now() - startedAt)
  const counts = { checked: 0, changed: 0, failed: 0 }
  const underWay = { fine: new Set<Promise<void>>(), failing: new Set<Promise<void>>() }

  async function attempt(send: ClaimedSend): Promise<void> {
    try {
      const outcome = await attemptSend(send, { ctx, moment, clock, timeoutSeconds })
      if (outcome?.delivery.state === 'delivered') counts.changed++
      else counts.failed++
    } catch (error) {
      // Our own record failed; the claim runs out and the message is offered again under its id.
      log().error({ send: send.id, err: rootCause(error) }, 'the outcome of a webhook could not be recorded')
      counts.failed++
    }
  }

  async function start(lane: 'fine' | 'failing'): Promise<number> {
    const places = IN_FLIGHT - underWay.fine.size - underWay.failing.size
    const limit = lane === 'fine' ? places : Math.min(places, FAILING_IN_FLIGHT - underWay.failing.size)
    if (limit <= 0) return 0
    const perEndpoint = lane === 'fine' ? PER_ENDPOINT : PER_FAILING_ENDPOINT
    const sends = await claimSends({ claim: randomUUID(), now, limit, failing: lane === 'failing', perEndpoint, claimSeconds })
    for (const send of sends) {
      counts.checked++
      const running: Promise<void> = attempt(send).finally(() => underWay[lane].delete(running))
      underWay[lane].add(running)
    }
    return sends.length
  }

  while (performance.now() - startedAt < RUN_MS && (await stillMine())) {
    // Asked before: an attempt that ends while we look may have made room for the next.
    const idle = underWay.fine.size + underWay.failing.size === 0
    const started = (await start('fine')) + (await start('failing'))
    if (idle && started === 0) break
    // Nothing more to begin: look again when a place is free, or something has become due meanwhile.
    if (started === 0) await Promise.race([...underWay.fine, ...underWay.failing, sleep(SECOND)])
  }
  await Promise.all([...underWay.fine, ...underWay.failing])
  return counts
}
