import { and, desc, eq, gte, lt, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { toolHealthChecks } from '@/db/schema/probes'
import { ratio } from '@/lib/stats'
import type { Window } from '@/lib/time'

export type Probe = typeof toolHealthChecks.$inferSelect
export type ProbeState = Probe['state']

/** How a tool's health endpoint answered over a stretch of time. */
export interface Uptime {
  toolId: string
  probes: number
  /** Share of probes that were not down, 0..1; degraded answers count as up. */
  upRatio: number | null
  /** State of the newest probe of the stretch, and its window's start. */
  lastState: ProbeState
  lastAt: Date
}

/** Uptime by tool of an organization; tools without a probe in the window are left out. */
export async function listUptime(
  tx: Tx,
  { organizationId, toolId, window }: { organizationId: string; toolId?: string; window: Window },
): Promise<Map<string, Uptime>> {
  const rows = await tx
    .select({
      toolId: toolHealthChecks.toolId,
      probes: sql<number>`count(*)::integer`,
      notDown: sql<number>`(count(*) filter (where ${toolHealthChecks.state} <> 'down'))::integer`,
      lastState: sql<ProbeState>`(array_agg(${toolHealthChecks.state} order by ${toolHealthChecks.windowAt} desc))[1]`,
      lastAtMs: sql<number>`(extract(epoch from max(${toolHealthChecks.windowAt})) * 1000)::float8`,
    })
    .from(toolHealthChecks)
    .where(
      and(
        eq(toolHealthChecks.organizationId, organizationId),
        toolId ? eq(toolHealthChecks.toolId, toolId) : undefined,
        gte(toolHealthChecks.windowAt, window.from),
        lt(toolHealthChecks.windowAt, window.to),
      ),
    )
    .groupBy(toolHealthChecks.toolId)
  return new Map(rows.map(({ notDown, lastAtMs, ...row }) => [row.toolId, { ...row, upRatio: ratio(notDown, row.probes), lastAt: new Date(lastAtMs) }]))
}

/** A tool's uptime by UTC day, oldest first; days without a probe are left out. */
export async function listUptimeDays(tx: Tx, { toolId, window }: { toolId: string; window: Window }): Promise<{ at: Date; upRatio: number | null }[]> {
  const day = sql`date_bin('1 day', ${toolHealthChecks.windowAt}, 'epoch')`
  const rows = await tx
    .select({
      atMs: sql<number>`(extract(epoch from ${day}) * 1000)::float8`,
      upRatio: sql<number>`count(*) filter (where ${toolHealthChecks.state} <> 'down')::float8 / count(*)`,
    })
    .from(toolHealthChecks)
    .where(and(eq(toolHealthChecks.toolId, toolId), gte(toolHealthChecks.windowAt, window.from), lt(toolHealthChecks.windowAt, window.to)))
    .groupBy(day)
    .orderBy(day)
  return rows.map(({ atMs, upRatio }) => ({ at: new Date(atMs), upRatio }))
}

/** The newest probes of a tool, newest first. */
export function listProbes(tx: Tx, { toolId, limit }: { toolId: string; limit: number }): Promise<Probe[]> {
  return tx.select().from(toolHealthChecks).where(eq(toolHealthChecks.toolId, toolId)).orderBy(desc(toolHealthChecks.windowAt)).limit(limit)
}
