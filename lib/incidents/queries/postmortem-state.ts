import { eq } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { postmortems } from '@/db/schema/incidents'

/** How far an incident's post-mortem is; null: there is none. */
export async function findPostmortemState(tx: Tx, incidentId: string): Promise<{ completeAt: Date | null; reviewedAt: Date | null } | null> {
  const [found] = await tx
    .select({ completeAt: postmortems.completeAt, reviewedAt: postmortems.reviewedAt })
    .from(postmortems)
    .where(eq(postmortems.incidentId, incidentId))
  return found ?? null
}
