import { withPlatform } from '@/db/client'
import { toolHealthChecks } from '@/db/schema/probes'
import type { Context } from '@/lib/auth/model'
import { safeFetch } from '@/lib/safe-fetch'
import { floorTo } from '@/lib/time'
import type { JobResult, Work } from '@/lib/work'
import { classify } from './classify'
import { PROBE_REDIRECTS, PROBE_TIMEOUT_MS, PROBE_WINDOW_MS } from './model'
import { listProbeTargets, type ProbeTarget } from './queries'

/** Tools probed between two looks at the lease; also how many answers may be lost by a crash. */
const BATCH = 200
/** Requests under way at once: 200 endpoints that hang take 200 / 50 x 10 s. */
const CONCURRENCY = 50

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

async function probeAll(targets: ProbeTarget[], windowAt: Date): Promise<(typeof toolHealthChecks.$inferInsert)[]> {
  const rows: (typeof toolHealthChecks.$inferInsert)[] = []
  const waiting = targets[Symbol.iterator]()
  const work = async () => {
    for (const target of waiting) {
      const verdict = classify(await safeFetch(target.url, { http: true, maxRedirects: PROBE_REDIRECTS, timeoutMs: PROBE_TIMEOUT_MS }))
      rows.push({ toolId: target.id, organizationId: target.organizationId, windowAt, checkedAt: new Date(), ...verdict })
    }
  }
  // Workers that share one iterator: as soon as one is free it takes the next tool.
  await Promise.all(Array.from({ length: Math.min(CONCURRENCY, targets.length) }, work))
  return rows
}
