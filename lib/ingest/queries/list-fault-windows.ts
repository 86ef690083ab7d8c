import { and, asc, eq, gt, isNull, lt, or, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { faultWindows } from '@/db/schema/ingest'
import { tools } from '@/db/schema/tools'
import type { Window } from '@/lib/time'

/**
 * Fault windows that touch the tools of an organization and overlap the given stretch, oldest first:
 * platform windows of every route or of a tool's route, and upstream windows of a provider that a
 * tool depends on. With toolId only those of that tool.
 */
export function listFaultWindows(tx: Tx, { organizationId, toolId, window }: { organizationId: string; toolId?: string; window: Window }) {
  return tx
    .select({ id: faultWindows.id, kind: faultWindows.kind, label: faultWindows.label, fromAt: faultWindows.fromAt, toAt: faultWindows.toAt })
    .from(faultWindows)
    .where(
      and(
        lt(faultWindows.fromAt, window.to),
        or(isNull(faultWindows.toAt), gt(faultWindows.toAt, window.from)),
        or(
          and(eq(faultWindows.kind, 'platform'), sql`cardinality(${faultWindows.routes}) = 0`),
          sql`exists (
            select from ${tools} t
            where t.organization_id = ${organizationId} ${toolId ? sql`and t.id = ${toolId}` : sql``}
              and (t.route = any(${faultWindows.routes}) or ${faultWindows.provider} = any(t.depends_on)))`,
        ),
      ),
    )
    .orderBy(asc(faultWindows.fromAt))
}
