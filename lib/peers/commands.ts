import { sql } from 'drizzle-orm'
import { type Tx, withPlatform } from '@/db/client'
import type { Context } from '@/lib/auth/model'
import { env } from '@/lib/env'
import { startOfDay } from '@/lib/time'
import type { JobResult, Work } from '@/lib/work'
import { chooseGroups, type Pattern } from './choose-groups'
import { PEERS_LOCK, type PeerMetricId } from './model'
import { roundShared } from './round-shared'
import { collectFigures, type Night, readPatterns, readQuartiles, replaceGroups, replaceStandings } from './statements'

/**
 * Ranks all developers by the receipts of the UTC midnight before `now`: real ones among each other,
 * then simulated ones. A transaction each: killed half way, a population has its old night or its new
 * one. Running again replaces the night and touches nothing that is equal.
 *
 * checked: developers with a receipt; changed: standings and groups written or removed; failed:
 * developers that were there at midnight and have no receipt of the day (calculate-health-scores has
 * not run for them).
 * @param work.only one population, where given: a history made for one is none of the other's
 * @throws whatever the database says; the population at work is then undone
 */
export async function comparePeers(_ctx: Context, { now, stillMine, only }: Work & { only?: 'real' | 'simulated' }): Promise<JobResult> {
  const result: JobResult = { checked: 0, changed: 0, failed: 0 }
  for (const population of ['real', 'simulated'] as const) {
    if (only && only !== population) continue
    if (!(await stillMine())) break
    const night = { asOf: startOfDay(now), simulated: population === 'simulated' }
    const { checked, changed, failed } = await withPlatform((tx) => compare(tx, night))
    result.checked += checked
    result.changed += changed
    result.failed += failed
  }
  return result
}

async function compare(tx: Tx, night: Night): Promise<JobResult> {
  // A statement of its own: what follows sees everything that the run before has committed.
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${PEERS_LOCK}))`)
  await tx.execute(sql`select set_config('work_mem', '64MB', true)`)
  await tx.execute(collectFigures(night))
  await tx.execute(sql`analyze peer_figures`)
  const patterns = await tx.execute<Pattern & Record<string, unknown>>(readPatterns)
  const shown = chooseGroups(patterns, env().PEER_GROUP_MINIMUM)
  const quartiles = await tx.execute<Quartiles>(readQuartiles(shown))
  const groups = await tx.execute(replaceGroups(night, quartiles.map(rounded)))
  const [standings] = await tx.execute<{ changed: number }>(replaceStandings(night, shown))
  return { ...(await countDevelopers(tx, night)), changed: groups.length + (standings?.changed ?? 0) }
}

interface Quartiles extends Record<string, unknown> {
  metric: PeerMetricId
  category: string
  size: number
  p25: number
  median: number
  p75: number
}

function rounded({ metric, p25, median, p75, ...group }: Quartiles) {
  return { ...group, metric, p25: roundShared(metric, p25), median: roundShared(metric, median), p75: roundShared(metric, p75) }
}

async function countDevelopers(tx: Tx, { asOf, simulated }: Night): Promise<{ checked: number; failed: number }> {
  const [row] = await tx.execute<{ checked: number; failed: number }>(sql`
    select count(f.developer_id)::integer as checked, (count(*) filter (where f.developer_id is null and d.created_at < ${asOf}))::integer as failed
    from developers d
    join organizations o on o.id = d.organization_id
    left join (select distinct developer_id from peer_figures) f on f.developer_id = d.id
    where o.simulated = ${simulated}`)
  return { checked: row?.checked ?? 0, failed: row?.failed ?? 0 }
}
