import { sql } from 'drizzle-orm'
import { withPlatform } from '@/db/client'
import { SLOT } from '@/db/demo/curves'
import { type ProbeAnswer, probeAt } from '@/db/demo/probes'
import { buildWorld, type World } from '@/db/demo/world'
import { floorTo, SECOND } from '@/lib/time'
import { type DemoMark, readDemoMark } from './model'

interface Known {
  world: World | null
  readAt: number
}

let known: Known | null = null
/** A load or a removal is noticed within this time. */
const MAX_AGE_MS = 10 * SECOND

/** The simulated marketplace that is loaded, or null; at most ten seconds old. */
export async function findWorld(): Promise<World | null> {
  if (known && Date.now() - known.readAt < MAX_AGE_MS) return known.world
  const mark = await findDemoMark()
  const same = known?.world && mark && known.world.seed === mark.seed && known.world.anchor.getTime() === mark.anchor.getTime()
  known = { world: same ? (known?.world ?? null) : mark ? buildWorld(mark.seed, mark.anchor) : null, readAt: Date.now() }
  return known.world
}

/** How the marketplace that is loaded was made, or null. */
export async function findDemoMark(): Promise<DemoMark | null> {
  const rows = await withPlatform(
    (tx) => tx.execute<{ metadata: string | null }>(sql`select metadata from organizations where simulated and metadata is not null limit 1`),
    { accessMode: 'read only' },
  )
  return readDemoMark(rows[0]?.metadata ?? null)
}

/** What the health endpoint of a simulated tool answers at a moment; null: there is no such tool or endpoint. */
export async function findProbeAnswer(slug: string, now: Date): Promise<ProbeAnswer | null> {
  const world = await findWorld()
  const tool = world?.tools.find((each) => each.slug === slug)
  return world && tool ? probeAt(world, tool, floorTo(now, SLOT).getTime()) : null
}

/** The moment of the newest simulated call that is stored since `from`; null when there is none. */
export async function findNewestCall(from: Date): Promise<Date | null> {
  const rows = await withPlatform(
    (tx) =>
      tx.execute<{ newest: string | null }>(sql`
        select max(last.at) as newest
        from tools t
        join organizations o on o.id = t.organization_id and o.simulated
        cross join lateral (select max(occurred_at) as at from invocations i where i.tool_id = t.id and i.occurred_at >= ${from}) last`),
    { accessMode: 'read only' },
  )
  const newest = rows[0]?.newest
  return newest ? new Date(newest) : null
}
