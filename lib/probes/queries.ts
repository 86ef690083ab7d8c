import { and, asc, desc, eq, gt, gte, isNotNull, isNull, lt, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { toolHealthChecks } from '@/db/schema/probes'
import { tools } from '@/db/schema/tools'
import { ratio } from '@/lib/stats'
import type { Window } from '@/lib/time'
import type { ProbeState } from './model'

export type Probe = typeof toolHealthChecks.$inferSelect

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

/** The newest probes of a tool, newest first. */
export function listProbes(tx: Tx, { toolId, limit }: { toolId: string; limit: number }): Promise<Probe[]> {
  return tx.select().from(toolHealthChecks).where(eq(toolHealthChecks.toolId, toolId)).orderBy(desc(toolHealthChecks.windowAt)).limit(limit)
}

/** A tool that is due for a probe. */
export interface ProbeTarget {
  id: string
  organizationId: string
  url: string
}

/** Live tools with a health endpoint and no answer yet for the window, by id after the given one. */
export function listProbeTargets(tx: Tx, { windowAt, after, limit }: { windowAt: Date; after: string; limit: number }): Promise<ProbeTarget[]> {
  return tx
    .select({ id: tools.id, organizationId: tools.organizationId, url: sql<string>`${tools.healthEndpoint}` })
    .from(tools)
    .where(
      and(
        isNotNull(tools.healthEndpoint),
        isNull(tools.archivedAt),
        gt(tools.id, after),
        sql`not exists (select from tool_health_checks c where c.tool_id = tools.id and c.window_at = ${windowAt})`,
      ),
    )
    .orderBy(asc(tools.id))
    .limit(limit)
}
