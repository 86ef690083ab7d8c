import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { SECOND } from '@/lib/time'
import type { Health } from '../health'
import { readHealth } from './read-health'

/** Measurements are written every ten seconds: looking more often shows nothing new. */
const HELD_MS = 10 * SECOND

interface Held {
  stamp: string
  at: number
  health: Promise<Health>
}

/** What this process has read last; whoever comes meanwhile is given the same. */
let held: Held | null = null

/**
 * How the platform is at `now`, at most ten seconds old, and never older than the newest alert, incident, or change
 * of a system or SLO. In an outage everybody looks at once: it is read for all of them together.
 */
export async function readSharedHealth(tx: Tx, now: Date): Promise<Health> {
  const stamp = await readStamp(tx)
  const age = now.getTime() - (held?.at ?? Number.NEGATIVE_INFINITY)
  if (held && held.stamp === stamp && age >= 0 && age < HELD_MS) return held.health
  const mine: Held = { stamp, at: now.getTime(), health: readHealth(tx, now) }
  held = mine
  try {
    return await mine.health
  } catch (error) {
    // The next one tries again.
    if (held === mine) held = null
    throw error
  }
}

/** Changes whenever something that people did, or that was judged, changes what is shown. */
async function readStamp(tx: Tx): Promise<string> {
  const [row] = await tx.execute<{ stamp: string }>(sql`
    select concat_ws('/', current_database(), (select max(id) from live_events), (select sum(version) from slos), (select max(updated_at) from slos), (select max(updated_at) from systems),
      (select count(*) from systems)) as stamp`)
  return row?.stamp ?? ''
}
