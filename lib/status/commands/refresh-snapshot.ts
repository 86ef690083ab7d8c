import { sql } from 'drizzle-orm'
import { withPlatform } from '@/db/client'
import { statusSnapshots } from '@/db/schema/status'
import { composeSnapshot } from '../compose-snapshot'
import type { StatusSnapshot } from '../model'
import { readSnapshotRows } from '../queries/read-rows'
import { keepSnapshot } from './kept-snapshot'

/** The one row of status_snapshots. */
const ROW = 1

/**
 * Puts the public page together anew, keeps it in the database and in this process.
 * @returns the snapshot
 */
export async function refreshSnapshot(now: Date): Promise<StatusSnapshot> {
  const snapshot = await withPlatform(async (tx) => {
    // Taken before anything is read: whoever writes last has read what the one before could not see yet.
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext('pulsegrid:status-snapshot'))`)
    const composed = composeSnapshot(await readSnapshotRows(tx, now), now)
    await tx
      .insert(statusSnapshots)
      .values({ id: ROW, body: composed, at: now })
      .onConflictDoUpdate({ target: statusSnapshots.id, set: { body: composed, at: now } })
    return composed
  })
  keepSnapshot(snapshot)
  return snapshot
}
