import type { Tx } from '@/db/client'
import { alertCursor } from '@/db/schema/alerts'

/** End of the newest minute that the rules were judged by; null before the first. */
export async function findEvaluatedTo(tx: Tx): Promise<Date | null> {
  const [row] = await tx.select({ evaluatedTo: alertCursor.evaluatedTo }).from(alertCursor)
  return row?.evaluatedTo ?? null
}
