import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { request } from 'undici'
import { withPlatform } from '@/db/client'
import { env } from '@/lib/env'
import { rootCause } from '@/lib/errors'
import { log } from '@/lib/log'
import { MINUTE, SECOND } from '@/lib/time'
import { dueJobs } from './due'
import { acquireLease, type Lease, releaseLease, renewLease } from './leases'
import type { Job } from './model'
import { readStandings } from './queries'
import { jobs } from './registry'
import { cronUrl, signLikeQStash } from './signature'

/** The lease that makes one of several processes the scheduler. */
export const SCHEDULER_LEASE = 'scheduler'
/** How soon another process takes over from a scheduler that died. */
const HOLD_SECONDS = 20
/** A job starts at most this long after its moment. */
const TICK_MS = 5 * SECOND
/** After a call that did not get through (not listening yet, refused): no hammering at the door. */
const KNOCK_AGAIN_MS = 15 * SECOND

/** Should this process run jobs by itself? Not where QStash or Vercel call from outside. */
export function isSchedulerWanted(): boolean {
  const { SCHEDULER, QSTASH_TOKEN, VERCEL } = env()
  return SCHEDULER === 'local' || (SCHEDULER === 'auto' && !QSTASH_TOKEN && !VERCEL)
}

export interface Scheduler {
  /** Looks once and starts what is due, if this process holds the lease; for tests and the timer. */
  tick: () => Promise<void>
  /** Starts no more, and lets another process take over. Runs under way are not waited for. */
  stop: () => Promise<void>
  /** When no run is under way any more. */
  idle: () => Promise<void>
}

/**
 * Runs jobs by calling the app's own door over HTTP, signed like QStash: one way in for everybody.
 * It remembers nothing: what is due follows from the recorded runs, so a restart, a sleep of the
 * machine or a change of holder neither loses nor repeats a run.
 * @param origin where this app listens, for example http://localhost:3000
 */
export function startScheduler(origin: string, signingKey: string, list: Job[] = jobs): Scheduler {
  const owner = `${hostname()}:${process.pid}:${randomUUID()}`
  const underWay = new Map<string, Promise<void>>()
  const notBefore = new Map<string, number>()
  let lease: Lease | null = null
  let stopped = false
  let looking: Promise<void> = Promise.resolve()

  async function look(): Promise<void> {
    if (stopped) return
    lease = await hold(lease, owner)
    if (!lease || stopped) return
    const standings = await withPlatform((tx) =>
      readStandings(
        tx,
        list.map((job) => job.name),
      ),
    )
    for (const name of underWay.keys()) {
      const standing = standings.get(name)
      if (standing) standing.running = true
    }
    for (const job of dueJobs(list, standings, new Date())) {
      if (performance.now() < (notBefore.get(job.name) ?? 0)) continue
      const calling = call(job, origin, signingKey).then((opened) => {
        underWay.delete(job.name)
        if (!opened) notBefore.set(job.name, performance.now() + KNOCK_AGAIN_MS)
      })
      underWay.set(job.name, calling)
    }
  }

  // One look at a time: a slow one delays the next instead of racing it.
  function tick(): Promise<void> {
    looking = looking.then(look).catch((error) => {
      lease = null
      log().warn({ err: rootCause(error) }, 'the scheduler could not look; it tries again')
    })
    return looking
  }

  async function letGo(): Promise<void> {
    const held = lease
    if (held) await withPlatform((tx) => releaseLease(tx, held)).catch(() => undefined)
  }

  const timer = setInterval(() => void tick(), TICK_MS)
  timer.unref()
  return {
    tick,
    stop: async () => {
      stopped = true
      clearInterval(timer)
      // First, because a server that stops may be gone in 50 ms (then its lease runs out); and again, in
      // case a look under way has renewed it meanwhile.
      await letGo()
      await looking
      await letGo()
    },
    idle: async () => {
      while (underWay.size > 0) await Promise.all(underWay.values())
    },
  }
}

async function hold(lease: Lease | null, owner: string): Promise<Lease | null> {
  if (lease && (await renewLease(lease, HOLD_SECONDS))) return lease
  const taken = await withPlatform((tx) => acquireLease(tx, SCHEDULER_LEASE, owner, HOLD_SECONDS))
  return 'heldUntil' in taken ? null : taken
}

/** Calls the door and waits for the end of the run; false when the door did not open. Never throws. */
async function call(job: Job, origin: string, signingKey: string): Promise<boolean> {
  const url = cronUrl(job.name)
  try {
    const answered = await request(`${origin}/api/cron/${job.name}`, {
      method: 'POST',
      headers: { 'upstash-signature': await signLikeQStash({ url, body: '', key: signingKey }) },
      // The answer comes when the run has ended.
      headersTimeout: job.maxSeconds * SECOND + MINUTE,
    })
    await answered.body.dump()
    // 409: another process runs it just now.
    if (answered.statusCode < 400 || answered.statusCode === 409) return true
    log().warn({ job: job.name, status: answered.statusCode }, 'a scheduled run did not succeed')
    return false
  } catch (error) {
    // The server is not listening yet, or stops: the next look finds the job still due.
    log().debug({ job: job.name, err: rootCause(error) }, 'the door of the job did not answer')
    return false
  }
}
