import { and, eq, ne } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { incidents } from '@/db/schema/incidents'

/** The open incident of a key, its row held for the transaction; null: there is none. */
export async function findOpenByKey(tx: Tx, incidentKey: string): Promise<typeof incidents.$inferSelect | null> {
  const [open] = await tx
    .select()
    .from(incidents)
    .where(and(eq(incidents.incidentKey, incidentKey), ne(incidents.status, 'resolved')))
    .for('update')
  return open ?? null
}
