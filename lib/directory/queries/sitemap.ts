import { asc, count, lte } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { directoryListings } from '@/db/schema/directory'

const listed = lte(directoryListings.standing, 'deprioritised')

/** How many listings may be found by anybody. */
export async function countListed(tx: Tx): Promise<number> {
  const [row] = await tx.select({ listings: count() }).from(directoryListings).where(listed)
  return row?.listings ?? 0
}

/** Their slugs and the moments of their last change, in a stable order. */
export function listSlugs(tx: Tx, { limit, offset }: { limit: number; offset: number }): Promise<{ slug: string; updatedAt: Date }[]> {
  return tx
    .select({ slug: directoryListings.slug, updatedAt: directoryListings.updatedAt })
    .from(directoryListings)
    .where(listed)
    .orderBy(asc(directoryListings.slug))
    .limit(limit)
    .offset(offset)
}
