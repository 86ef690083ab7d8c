import { and, asc, type Column, gt, isNull, lt, or, type SQL, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { withPlatform } from '@/db/client'
import { consumers } from '@/db/schema/accounts'
import { faultWindows, imports, ingestRejections } from '@/db/schema/ingest'
import { tools } from '@/db/schema/tools'
import type { Window } from '@/lib/time'
import type { FaultSpan } from './attribute-fault'

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

/** All fault windows in the form of the decisions. */
export async function listFaultSpans(): Promise<FaultSpan[]> {
  const rows = await withPlatform((tx) => tx.select().from(faultWindows).orderBy(asc(faultWindows.fromAt), asc(faultWindows.id)))
  return rows.map((row) => ({ kind: row.kind, routes: row.routes, provider: row.provider, fromMs: row.fromAt.getTime(), toMs: row.toAt?.getTime() ?? null }))
}

/**
 * Fault windows that touch a window of time, oldest first: those of the platform, and those of
 * providers that a tool of the organization stands on (all of them without an organization).
 */
export function listFaultWindows(tx: Tx, { organizationId, window }: { organizationId?: string; window: Window }) {
  const relevant = sql`(${faultWindows.kind} = 'platform' or exists (
    select from ${tools} where ${tools.organizationId} = ${organizationId ?? null}::uuid and ${faultWindows.provider} = any (${tools.dependsOn})))`
  return tx
    .select()
    .from(faultWindows)
    .where(and(lt(faultWindows.fromAt, window.to), or(isNull(faultWindows.toAt), gt(faultWindows.toAt, window.from)), organizationId ? relevant : undefined))
    .orderBy(asc(faultWindows.fromAt), asc(faultWindows.id))
}

/** Refused rows by reason since a day (YYYY-MM-DD), largest first; a tenant sees its own. */
export function listRejections(tx: Tx, sinceDay: string) {
  const rows = sql<number>`sum(${ingestRejections.rows})::float8`
  return tx
    .select({ reason: ingestRejections.reason, rows })
    .from(ingestRejections)
    .where(sql`${ingestRejections.day} >= ${sinceDay}`)
    .groupBy(ingestRejections.reason)
    .orderBy(sql`2 desc`)
}

/** Imports, newest first. */
export function listImports(tx: Tx) {
  return tx.select().from(imports).orderBy(sql`${imports.startedAt} desc`).limit(200)
}

// One parameter for thousands of ids; a list of as many placeholders is slow and ends at 65,534.
function isOneOf(column: Column, values: string[]): SQL {
  return sql`${column} in (select jsonb_array_elements_text(${JSON.stringify(values)}::jsonb))`
}
