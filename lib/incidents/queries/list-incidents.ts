import { and, asc, desc, eq, gte, inArray, isNull, lt, lte, ne, or, type SQL, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import type { Tx } from '@/db/client'
import { users } from '@/db/schema/auth'
import { incidentAlerts, incidentFollowups, incidentSystems, incidents, postmortems } from '@/db/schema/incidents'
import { systems } from '@/db/schema/systems'
import { type IncidentFilter, type IncidentSort, searchedNumber, searchWords } from '../filter'
import { POSTMORTEM_SEVERITY, systemImpacts } from '../model'
import type { IncidentRow, Person, PostmortemState } from '../view'

const grave = and(ne(incidents.status, 'resolved'), lte(incidents.severity, POSTMORTEM_SEVERITY))

interface Page {
  limit: number
  offset?: number
  sort?: IncidentSort
  direction?: 'asc' | 'desc'
  now: Date
}

/** Incidents, newest first unless asked otherwise: one page of them. */
export async function listIncidents(
  tx: Tx,
  { limit, offset = 0, sort = 'started', direction = 'desc', now, ...filter }: IncidentFilter & Page,
): Promise<IncidentRow[]> {
  const order = direction === 'asc' ? asc : desc
  const by = {
    started: incidents.startedAt,
    // The gravest is the largest.
    severity: sql`-${incidents.severity}`,
    lasted: sql`coalesce(${incidents.resolvedAt}, ${now.toISOString()}::timestamptz) - ${incidents.startedAt}`,
  }[sort]
  const rows = await selectIncidents(tx)
    .where(matching(filter))
    .orderBy(order(by), desc(incidents.startedAt), desc(incidents.number))
    .limit(limit)
    .offset(offset)
  return withSystems(tx, rows)
}

/** How many incidents match. */
export async function countIncidents(tx: Tx, filter: IncidentFilter): Promise<number> {
  const [row] = await tx.select({ n: sql<number>`count(*)::integer` }).from(incidents).where(matching(filter))
  return row?.n ?? 0
}

/** Those of the two gravest severities that are not resolved, gravest first. */
export async function listGrave(tx: Tx): Promise<IncidentRow[]> {
  return withSystems(tx, await selectIncidents(tx).where(grave).orderBy(asc(incidents.severity), asc(incidents.startedAt)))
}

/** Incidents that are not resolved, gravest first. */
export async function listOpenIncidents(tx: Tx): Promise<IncidentRow[]> {
  return withSystems(tx, await selectIncidents(tx).where(ne(incidents.status, 'resolved')).orderBy(asc(incidents.severity), asc(incidents.startedAt)))
}

/** How many incidents of the two gravest severities are not resolved, as a part of a larger statement. */
export const graveOpen = sql`(select count(*)::integer from ${incidents} where ${grave})`

/** How many incidents are not resolved. */
export function countOpen(tx: Tx): Promise<number> {
  return countIncidents(tx, { status: 'open' })
}

const commanders = alias(users, 'commanders')
const openers = alias(users, 'openers')

/** The rows of lists and of an incident's own page, without their systems. */
export function selectIncidents(tx: Tx) {
  return tx
    .select({
      id: incidents.id,
      number: incidents.number,
      incidentKey: incidents.incidentKey,
      title: incidents.title,
      severity: incidents.severity,
      status: incidents.status,
      coverage: incidents.coverage,
      provider: incidents.provider,
      message: incidents.message,
      public: incidents.public,
      commanderId: incidents.commanderId,
      commanderName: commanders.name,
      createdById: incidents.createdBy,
      createdByName: openers.name,
      startedAt: incidents.startedAt,
      createdAt: incidents.createdAt,
      acknowledgedAt: incidents.acknowledgedAt,
      mitigatedAt: incidents.mitigatedAt,
      resolvedAt: incidents.resolvedAt,
      closedAt: incidents.closedAt,
      lastUpdateAt: incidents.lastUpdateAt,
      simulated: incidents.simulated,
      version: incidents.version,
      postmortem: sql<PostmortemState>`case when ${postmortems.incidentId} is null then 'none' when ${postmortems.reviewedAt} is not null then 'reviewed'
        when ${postmortems.completeAt} is not null then 'complete' else 'draft' end`,
      openFollowups: sql<number>`(select count(*)::integer from ${incidentFollowups} f where f.incident_id = ${incidents.id} and f.state = 'open')`,
      alerts: sql<number>`(select count(*)::integer from ${incidentAlerts} a where a.incident_id = ${incidents.id})`,
    })
    .from(incidents)
    .leftJoin(postmortems, eq(postmortems.incidentId, incidents.id))
    .leftJoin(commanders, eq(commanders.id, incidents.commanderId))
    .leftJoin(openers, eq(openers.id, incidents.createdBy))
    .$dynamic()
}

type Selected = Awaited<ReturnType<typeof selectIncidents>>[number]

/** Adds to each incident the systems that it affects, or affected last. */
export async function withSystems(tx: Tx, rows: readonly Selected[]): Promise<IncidentRow[]> {
  const affected = await listAffected(
    tx,
    rows.map(({ id }) => id),
  )
  return rows.map(({ commanderId, commanderName, createdById, createdByName, ...row }) => ({
    ...row,
    commander: person(commanderId, commanderName),
    createdBy: person(createdById, createdByName),
    systems: affected.get(row.id) ?? [],
  }))
}

/** A person by id; null where there is no id. */
export function person(id: string | null, name: string | null): Person | null {
  return id === null ? null : { id, name }
}

async function listAffected(tx: Tx, incidentIds: string[]): Promise<Map<string, IncidentRow['systems']>> {
  if (incidentIds.length === 0) return new Map()
  const newest = await tx
    .selectDistinctOn([incidentSystems.incidentId, incidentSystems.systemKey], {
      incidentId: incidentSystems.incidentId,
      key: incidentSystems.systemKey,
      name: systems.name,
      impact: incidentSystems.impact,
      toAt: incidentSystems.toAt,
    })
    .from(incidentSystems)
    .innerJoin(systems, eq(systems.key, incidentSystems.systemKey))
    .where(inArray(incidentSystems.incidentId, incidentIds))
    .orderBy(incidentSystems.incidentId, incidentSystems.systemKey, desc(incidentSystems.fromAt), desc(sql`${incidentSystems.toAt} is null`))
  const byIncident = new Map<string, IncidentRow['systems']>()
  for (const { incidentId, ...system } of newest) byIncident.set(incidentId, [...(byIncident.get(incidentId) ?? []), system])
  for (const list of byIncident.values()) list.sort((a, b) => systemImpacts.indexOf(b.impact) - systemImpacts.indexOf(a.impact) || a.name.localeCompare(b.name))
  return byIncident
}

function matching({ severity, status, system, from, to, search }: IncidentFilter): SQL | undefined {
  return and(
    severity === undefined ? undefined : eq(incidents.severity, severity),
    standing(status),
    system === undefined ? undefined : sql`exists (select from ${incidentSystems} s where s.incident_id = ${incidents.id} and s.system_key = ${system})`,
    from === undefined ? undefined : gte(incidents.startedAt, from),
    to === undefined ? undefined : lt(incidents.startedAt, to),
    search?.trim() ? searching(search) : undefined,
  )
}

function standing(status: IncidentFilter['status']): SQL | undefined {
  if (status === undefined) return undefined
  if (status === 'open') return ne(incidents.status, 'resolved')
  if (status === 'unclosed') return and(eq(incidents.status, 'resolved'), isNull(incidents.closedAt))
  return eq(incidents.status, status)
}

/** Every word, by its beginning, in the title, the key or one entry of the story. */
function searching(search: string): SQL | undefined {
  const number = searchedNumber(search)
  const words = searchWords(search)
  const query = sql`to_tsquery('simple', ${words})`
  return or(
    number === null ? undefined : eq(incidents.number, number),
    words === null ? sql`false` : sql`story_words(${incidents.title} || ' ' || ${incidents.incidentKey} || ' ' || ${incidents.message}) @@ ${query}`,
    words === null ? undefined : sql`${incidents.id} in (select e.incident_id from incident_entries e where story_words(e.body) @@ ${query})`,
  )
}
