import { sql } from 'drizzle-orm'
import { withPlatform } from '@/db/client'
import { platformMinute } from '@/db/demo/platform'
import type { World } from '@/db/demo/world'
import { storeRows } from '@/lib/metrics/series/commands/store-rows'
import { writers } from '@/lib/metrics/series/model'
import { SIMULATED_SERVICE } from '@/lib/systems/health'
import { floorTo, HOUR, MINUTE } from '@/lib/time'

/** What happened while the server was off is made up for, but no further back: minutes are not kept longer. */
const CATCH_UP_MS = 24 * HOUR
/** Minutes written in one transaction. */
const AT_ONCE = 120

/** Goes on with what the simulated marketplace measures of itself: the whole minutes after the newest written one until now. Returns how many. */
export async function simulatePlatform({ seed, anchor }: World, now: Date): Promise<number> {
  const to = floorTo(now, MINUTE).getTime()
  const newest = await findNewest()
  // Nothing is written for a marketplace that was loaded without.
  if (newest === null) return 0
  const from = Math.max(newest + MINUTE, to - CATCH_UP_MS)
  for (let at = from; at < to; at += AT_ONCE * MINUTE) {
    const moments = Array.from({ length: Math.min(AT_ONCE, (to - at) / MINUTE) }, (_, n) => at + n * MINUTE)
    const rows = moments
      .flatMap((moment) => platformMinute(seed, anchor.getTime(), moment))
      .map(({ series: { metric, kind, dimensions }, ...values }) => ({ metric, kind, dimensions, ...values }))
    await withPlatform((tx) => storeRows(tx, { organizationId: null, writer: writers.simulated, rows, how: 'replace', now }))
  }
  return Math.max(0, (to - from) / MINUTE)
}

async function findNewest(): Promise<number | null> {
  const [row] = await withPlatform(
    (tx) =>
      tx.execute<{ ms: string | null }>(sql`
        select (extract(epoch from max(last_at)) * 1000)::bigint as ms from metric_series
        where organization_id is null and dimensions @> ${JSON.stringify({ service: SIMULATED_SERVICE })}::jsonb`),
    { accessMode: 'read only' },
  )
  return row?.ms == null ? null : Number(row.ms)
}
