import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import type { Suspect } from '../../model'
import type { LedgerEntry, Tool } from '../model'
import { asArray } from './read-events'

/** Tools by id. */
export async function readTools(tx: Tx, ids: readonly string[]): Promise<Map<string, Tool>> {
  const rows = await tx.execute<{ id: string; organization_id: string; name: string; depends_on: string[]; route: string | null }>(
    sql`select id, organization_id, name, depends_on, route from tools where id = any (${asArray(ids)})`,
  )
  return new Map(rows.map((row) => [row.id, { id: row.id, organizationId: row.organization_id, name: row.name, dependsOn: row.depends_on, route: row.route }]))
}

/** The names of consumers by their ids. */
export async function readConsumerNames(tx: Tx, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await tx.execute<{ id: string; name: string }>(
    sql`select c.id, o.name from consumers c join organizations o on o.id = c.organization_id where c.id = any (${asArray(ids)})`,
  )
  return new Map(rows.map(({ id, name }) => [id, name]))
}

/** The time zones of organizations by their ids. */
export async function readZones(tx: Tx, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await tx.execute<{ id: string; time_zone: string }>(sql`select id, time_zone from organizations where id = any (${asArray(ids)})`)
  return new Map(rows.map((row) => [row.id, row.time_zone]))
}

/**
 * What changed in [from, to] for these tools and organizations: releases, markers, keys, and incidents
 * that lasted into it. Prices and flags are known by the markers that the platform reports.
 */
export async function readLedger(
  tx: Tx,
  { toolIds, organizationIds, from, to }: { toolIds: string[]; organizationIds: string[]; from: Date; to: Date },
): Promise<LedgerEntry[]> {
  const rows = await tx.execute<Row>(sql`
    with owners as (select unnest(${asArray(organizationIds)}) as id)
    select 'version' as kind, version as label, released_at as at, null::timestamptz as until, organization_id, tool_id, null as provider, '{}'::text[] as routes, '{}'::uuid[] as tools
    from tool_versions where tool_id = any (${asArray(toolIds)}) and released_at between ${from} and ${to}
    union all
    select kind, label, at, null, organization_id, tool_id, null, '{}', '{}' from markers where organization_id in (select id from owners) and at between ${from} and ${to}
    union all
    select kind, label, at, null, null, tool_id, null, '{}', '{}' from markers where organization_id is null and at between ${from} and ${to}
    union all
    select 'key_issued', prefix || '… issued', issued_at, null, organization_id, null, null, '{}', '{}'
    from api_keys where organization_id in (select id from owners) and issued_at between ${from} and ${to}
    union all
    select 'key_revoked', prefix || '… revoked', revoked_at, null, organization_id, null, null, '{}', '{}'
    from api_keys where organization_id in (select id from owners) and revoked_at between ${from} and ${to}
    union all
    select kind::text || '_window', label, from_at, to_at, null, null, provider, routes, tools
    from fault_windows where from_at <= ${to} and (to_at is null or to_at > ${from})`)
  return rows.map((row) => ({
    kind: kindOf(row.kind),
    label: row.label,
    at: new Date(row.at),
    until: row.until === null ? null : new Date(row.until),
    organizationId: row.organization_id,
    toolId: row.tool_id,
    provider: row.provider,
    routes: row.routes,
    tools: row.tools,
  }))
}

interface Row extends Record<string, unknown> {
  kind: string
  label: string
  at: string
  until: string | null
  organization_id: string | null
  tool_id: string | null
  provider: string | null
  routes: string[]
  tools: string[]
}

/** Platforms name the kinds of their markers themselves. */
function kindOf(kind: string): Suspect['kind'] {
  if (kind === 'version') return 'version'
  if (kind === 'upstream_window') return 'provider_incident'
  if (kind === 'platform_window') return 'platform_incident'
  if (/deploy|release|rollout/i.test(kind)) return 'deploy'
  if (/flag/i.test(kind)) return 'flag_change'
  if (/pric/i.test(kind)) return 'price_change'
  if (/key|credential|rotat/i.test(kind)) return 'key_rotation'
  return 'other'
}
