import { and, desc, eq, lte } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { payouts } from '@/db/schema/tools'

export interface LastPayout {
  amountMicros: number
  /** As the platform states it, for example `paid` or `pending`. */
  status: string
  at: Date
}

/** The newest payout of an organization at `now`; null where none was reported. */
export async function findLastPayout(tx: Tx, { organizationId, now }: { organizationId: string; now: Date }): Promise<LastPayout | null> {
  const [row] = await tx
    .select({ amountMicros: payouts.amountMicros, status: payouts.status, at: payouts.at })
    .from(payouts)
    .where(and(eq(payouts.organizationId, organizationId), lte(payouts.at, now)))
    .orderBy(desc(payouts.at), desc(payouts.id))
    .limit(1)
  return row ?? null
}
