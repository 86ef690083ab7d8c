import { withPlatform } from '@/db/client'
import { toolHealthChecks } from '@/db/schema/probes'
import { consumeAttempt } from '@/lib/auth/commands/throttle'
import { type Context, isOwner } from '@/lib/auth/model'
import { AppError } from '@/lib/errors'
import { safeFetch } from '@/lib/safe-fetch'
import { floorTo } from '@/lib/time'
import type { JobResult, Work } from '@/lib/work'
import { classify, type ProbeVerdict } from './classify'
import { PROBE_REDIRECTS, PROBE_TIMEOUT_MS, PROBE_WINDOW_MS } from './model'
import { listProbeTargets, type ProbeTarget } from './queries'

/** Tools probed between two looks at the lease; also how many answers may be lost by a crash. */
const BATCH = 200
/** Requests under way at once: 200 endpoints that hang take 200 / 50 x 10 s. */
const CONCURRENCY = 50
const PROBE_OPTIONS = { http: true, maxRedirects: PROBE_REDIRECTS, timeoutMs: PROBE_TIMEOUT_MS }

/**
 * Probes every live tool with a health endpoint, once for the 5-minute window that holds `now`. A
 * tool that already has an answer for the window is not asked again, so a repeat, a second run or one
 * that takes over from a dead one only does what is left.
 *
 * checked: tools due; changed: answers stored. A tool that is down is an answer, not a failure.
 */
export async function probeTools(_ctx: Context, { now, stillMine }: Work): Promise<JobResult> {
  const windowAt = floorTo(now, PROBE_WINDOW_MS)
  const result: JobResult = { checked: 0, changed: 0, failed: 0 }
  let after = '00000000-0000-0000-0000-000000000000'
  while (await stillMine()) {
    const targets = await withPlatform((tx) => listProbeTargets(tx, { windowAt, after, limit: BATCH }))
    const last = targets.at(-1)
    if (!last) break
    after = last.id
    const rows = await probeAll(targets, windowAt)
    const stored = await withPlatform((tx) => tx.insert(toolHealthChecks).values(rows).onConflictDoNothing().returning({ toolId: toolHealthChecks.toolId }))
    result.checked += targets.length
    result.changed += stored.length
  }
  return result
}

/**
 * Asks an address once, as the job does, and says what the answer would count as. Nothing is stored:
 * uptime is what was found every five minutes, not when somebody looked. Limited by person, so that
 * the console is no tool for scanning others.
 * @throws AppError forbidden, rate_limited
 */
export async function tryEndpoint(ctx: Context, url: string): Promise<ProbeVerdict> {
  const { actor } = ctx
  if (actor.kind !== 'user' || !isOwner(actor)) throw new AppError('forbidden', 'Only owners of the organization test health endpoints.')
  if (!(await consumeAttempt('probe', actor.userId, ctx.now)))
    throw new AppError('rate_limited', 'Too many tests. Wait a quarter of an hour; the address is asked every five minutes anyway once it is saved.')
  return classify(await safeFetch(url.trim(), PROBE_OPTIONS))
}

async function probeAll(targets: ProbeTarget[], windowAt: Date): Promise<(typeof toolHealthChecks.$inferInsert)[]> {
  const rows: (typeof toolHealthChecks.$inferInsert)[] = []
  const waiting = targets[Symbol.iterator]()
  const work = async () => {
    for (const target of waiting) {
      const verdict = classify(await safeFetch(target.url, PROBE_OPTIONS))
      rows.push({ toolId: target.id, organizationId: target.organizationId, windowAt, checkedAt: new Date(), ...verdict })
    }
  }
  // Workers that share one iterator: as soon as one is free it takes the next tool.
  await Promise.all(Array.from({ length: Math.min(CONCURRENCY, targets.length) }, work))
  return rows
}
