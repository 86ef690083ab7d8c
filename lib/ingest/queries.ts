import { and, asc, type Column, gt, isNull, lt, or, type SQL, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { withPlatform } from '@/db/client'
import { consumers } from '@/db/schema/accounts'
import { faultWindows } from '@/db/schema/ingest'
import { tools } from '@/db/schema/tools'
import type { Window } from '@/lib/time'
import type { FaultSpan } from './attribute-fault'
import { coversEverything, windowCoversTool } from './covers-tool'

/** What ingest needs of the tools with these external ids. */
export function listToolFacts(externalIds: string[]) {
  return withPlatform((tx) =>
    tx
      .select({ externalId: tools.externalId, id: tools.id, organizationId: tools.organizationId, route: tools.route, dependsOn: tools.dependsOn })
      .from(tools)
      .where(isOneOf(tools.externalId, externalIds)),
  )
}

/** Ids of the consumers with these external ids. */
export function listConsumerIds(externalIds: string[]) {
  return withPlatform((tx) =>
    tx.select({ externalId: consumers.externalId, id: consumers.id }).from(consumers).where(isOneOf(consumers.externalId, externalIds)),
  )
}

/** Fault windows that last or ended after the moment, in the form of the decisions. */
export async function listFaultSpans(endedAfter: Date): Promise<FaultSpan[]> {
  const rows = await withPlatform((tx) =>
    tx
      .select()
      .from(faultWindows)
      .where(or(isNull(faultWindows.toAt), gt(faultWindows.toAt, endedAfter)))
      .orderBy(asc(faultWindows.fromAt), asc(faultWindows.id)),
  )
  return rows.map((row) => ({
    kind: row.kind,
    routes: row.routes,
    tools: row.tools,
    provider: row.provider,
    fromMs: row.fromAt.getTime(),
    toMs: row.toAt?.getTime() ?? null,
  }))
}

/**
 * Fault windows that touch the tools of an organization (or one of them) and overlap a window of
 * time, oldest first: platform windows of everything, of a tool or of its route, and upstream windows
 * of a provider that a tool depends on.
 */
export function listFaultWindows(tx: Tx, { organizationId, toolId, window }: { organizationId: string; toolId?: string; window: Window }) {
  return tx
    .select()
    .from(faultWindows)
    .where(
      and(
        lt(faultWindows.fromAt, window.to),
        or(isNull(faultWindows.toAt), gt(faultWindows.toAt, window.from)),
        or(
          coversEverything(sql`${faultWindows}`),
          sql`exists (
            select from tools t
            where t.organization_id = ${organizationId} ${toolId ? sql`and t.id = ${toolId}` : sql``}
              and ${windowCoversTool(sql`${faultWindows}`, sql`t`)})`,
        ),
      ),
    )
    .orderBy(asc(faultWindows.fromAt), asc(faultWindows.id))
}

// One parameter for thousands of ids; a list of as many placeholders is slow and ends at 65,534.
function isOneOf(column: Column, values: string[]): SQL {
  return sql`${column} in (select jsonb_array_elements_text(${JSON.stringify(values)}::jsonb))`
}
