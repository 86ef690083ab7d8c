import { desc, eq } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { reliableBadges } from '@/db/schema/gates'

export interface ReliableBadge {
  earnedAt: Date
  failingSince: Date | null
  losesAt: Date | null
  lostAt: Date | null
}

/** The newest badge "Reliable" of an organization, held or lost; null when it never had one. */
export async function findBadge(tx: Tx, organizationId: string): Promise<ReliableBadge | null> {
  const { earnedAt, failingSince, losesAt, lostAt } = reliableBadges
  const [row] = await tx
    .select({ earnedAt, failingSince, losesAt, lostAt })
    .from(reliableBadges)
    .where(eq(reliableBadges.organizationId, organizationId))
    .orderBy(desc(earnedAt))
    .limit(1)
  return row ?? null
}
