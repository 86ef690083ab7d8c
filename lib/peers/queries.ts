import { and, asc, eq, inArray, lte, max } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { organizations } from '@/db/schema/accounts'
import { peerGroups, peerStandings } from '@/db/schema/peers'
import { requireDeveloper } from '@/lib/scores/queries'
import { addDays } from '@/lib/time'
import type { PeerReport } from './model'
import { assemblePeers } from './report'

/**
 * Where an organization's developer stands at `now`, by the newest night. `minimum`: developers that a
 * group needs, to be said where there are too few.
 * @throws AppError not_found when the organization publishes nothing
 */
export async function getPeerReport(tx: Tx, { organizationId, now, minimum }: { organizationId: string; now: Date; minimum: number }): Promise<PeerReport> {
  const { developerId } = await requireDeveloper(tx, organizationId)
  const own = and(eq(peerStandings.developerId, developerId), eq(peerStandings.organizationId, organizationId))
  const [newest] = await tx
    .select({ asOf: max(peerStandings.asOf) })
    .from(peerStandings)
    .where(and(own, lte(peerStandings.asOf, now)))
  const asOf = newest?.asOf ?? null
  if (!asOf) return assemblePeers({ asOf, now, minimum, standings: [], weekBefore: [], quartiles: [] })
  const nights = await tx
    .select()
    .from(peerStandings)
    .where(and(own, inArray(peerStandings.asOf, [asOf, addDays(asOf, -7)])))
    .orderBy(asc(peerStandings.category))
  const standings = nights.filter((standing) => standing.asOf.getTime() === asOf.getTime())
  // Named one by one: a tenant may not read the size.
  const quartiles = await tx
    .select({ category: peerGroups.category, metric: peerGroups.metric, p25: peerGroups.p25, median: peerGroups.median, p75: peerGroups.p75 })
    .from(peerGroups)
    .innerJoin(organizations, and(eq(organizations.id, organizationId), eq(organizations.simulated, peerGroups.simulated)))
    .where(
      and(
        eq(peerGroups.asOf, asOf),
        inArray(
          peerGroups.category,
          standings.map((standing) => standing.category),
        ),
      ),
    )
  return assemblePeers({ asOf, now, minimum, standings, weekBefore: nights.filter((standing) => !standings.includes(standing)), quartiles })
}
