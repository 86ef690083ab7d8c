import { ne, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { statusSnapshots } from '@/db/schema/status'
import { type StatusSnapshot, statusSnapshotSchema } from '../model'

/**
 * The stored snapshot, unless it is the one of that moment. Null for none, and for one of another version, which
 * the next run of the job replaces.
 */
export async function findStoredSnapshot(tx: Tx, knownAt: string | null): Promise<StatusSnapshot | null> {
  const [row] = await tx
    .select({ body: statusSnapshots.body })
    .from(statusSnapshots)
    .where(knownAt === null ? sql`true` : ne(statusSnapshots.at, new Date(knownAt)))
  const read = statusSnapshotSchema.safeParse(row?.body)
  return read.success ? read.data : null
}
