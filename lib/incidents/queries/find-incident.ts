import { asc, desc, eq, inArray, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { organizations } from '@/db/schema/accounts'
import { alertRules, alerts } from '@/db/schema/alerts'
import { users } from '@/db/schema/auth'
import {
  incidentAlerts,
  incidentFollowups,
  incidentImpactOrganizations,
  incidentImpacts,
  incidentResponders,
  incidentSystems,
  incidents,
  postmortems,
} from '@/db/schema/incidents'
import { tools } from '@/db/schema/tools'
import { isId } from '@/lib/alerts/queries/owned'
import { keepsFromResolving, leftBeforeClosing } from '../closing'
import { nextUpdateDue } from '../due'
import { lackingInPostmortem } from '../postmortem'
import type { AttachedAlert, EntryRow, FollowupRow, ImpactRow, IncidentDetail, PostmortemRow } from '../view'
import { listSystemNames } from './draft-facts'
import { listEntries } from './list-entries'
import { person, selectIncidents, withSystems } from './list-incidents'

/** Organizations of the impact ledger that are shown. */
const MOST_ORGANIZATIONS = 50

/** Everything that an incident's page shows, by its id or its number (12, INC-12); null: there is none. */
export async function findIncident(tx: Tx, idOrNumber: string, now: Date): Promise<IncidentDetail | null> {
  const number = /^(?:inc-)?(\d{1,9})$/i.exec(idOrNumber)
  if (!number && !isId(idOrNumber)) return null
  const [selected] = await selectIncidents(tx).where(number ? eq(incidents.number, Number(number[1])) : eq(incidents.id, idOrNumber))
  const [row] = selected ? await withSystems(tx, [selected]) : []
  if (!row) return null
  const { id } = row
  // Asked together: the connection sends them without waiting for each answer.
  const [[covered], entries, responders, postmortemText, followups, systemHistory, attachedAlerts, impact, systemNames] = await Promise.all([
    tx.select({ routes: incidents.routes, tools: incidents.tools }).from(incidents).where(eq(incidents.id, id)),
    listEntries(tx, id),
    listResponders(tx, id),
    findPostmortem(tx, id),
    listFollowups(tx, id),
    listSystemHistory(tx, id),
    listAttached(tx, id),
    findImpact(tx, id),
    listSystemNames(tx),
  ])
  const [coveredTools, people] = await Promise.all([listTools(tx, covered?.tools ?? []), listPeople(tx, entries)])
  return {
    ...row,
    routes: covered?.routes ?? [],
    tools: coveredTools,
    systemHistory,
    responders,
    attachedAlerts,
    entries,
    postmortemText,
    followups,
    impact,
    nextUpdateDueAt: nextUpdateDue(row),
    keptFromResolving: keepsFromResolving({ severity: row.severity, postmortem: postmortemText }),
    leftBeforeClosing: leftBeforeClosing({ ...row, postmortem: postmortemText, followups }, now),
    people,
    systemNames,
  }
}

async function listTools(tx: Tx, ids: string[]): Promise<{ id: string; name: string }[]> {
  if (ids.length === 0) return []
  return tx.select({ id: tools.id, name: tools.name }).from(tools).where(inArray(tools.id, ids)).orderBy(asc(tools.name))
}

function listSystemHistory(tx: Tx, incidentId: string): Promise<IncidentDetail['systemHistory']> {
  return tx
    .select({
      key: incidentSystems.systemKey,
      name: sql<string>`(select s.name from systems s where s.key = ${incidentSystems.systemKey})`,
      impact: incidentSystems.impact,
      fromAt: incidentSystems.fromAt,
      toAt: incidentSystems.toAt,
    })
    .from(incidentSystems)
    .where(eq(incidentSystems.incidentId, incidentId))
    .orderBy(asc(incidentSystems.fromAt), asc(incidentSystems.systemKey))
}

function listResponders(tx: Tx, incidentId: string): Promise<IncidentDetail['responders']> {
  return tx
    .select({ id: incidentResponders.userId, name: users.name, joinedAt: incidentResponders.joinedAt, leftAt: incidentResponders.leftAt })
    .from(incidentResponders)
    .leftJoin(users, eq(users.id, incidentResponders.userId))
    .where(eq(incidentResponders.incidentId, incidentId))
    .orderBy(asc(incidentResponders.joinedAt))
}

async function listAttached(tx: Tx, incidentId: string): Promise<AttachedAlert[]> {
  const rows = await tx
    .select({
      id: alerts.id,
      title: alerts.title,
      severity: alerts.severity,
      state: alerts.state,
      ruleId: alerts.ruleId,
      firedAt: alerts.firedAt,
      resolvedAt: alerts.resolvedAt,
      attachedBy: incidentAlerts.attachedBy,
      attachedByName: users.name,
      attachedAt: incidentAlerts.at,
    })
    .from(incidentAlerts)
    .innerJoin(alerts, eq(alerts.id, incidentAlerts.alertId))
    .leftJoin(users, eq(users.id, incidentAlerts.attachedBy))
    .where(eq(incidentAlerts.incidentId, incidentId))
    .orderBy(asc(alerts.firedAt))
  return rows.map(({ attachedBy, attachedByName, ...alert }) => ({ ...alert, attachedBy: person(attachedBy, attachedByName) }))
}

async function findPostmortem(tx: Tx, incidentId: string): Promise<PostmortemRow | null> {
  const [found] = await tx.select().from(postmortems).where(eq(postmortems.incidentId, incidentId))
  if (!found) return null
  const { incidentId: _, reviewedBy, createdBy, createdAt: __, ...text } = found
  const names = await namesOf(tx, [reviewedBy, createdBy])
  const named = (id: string | null) => person(id, id === null ? null : (names[id] ?? null))
  return { ...text, reviewedBy: named(reviewedBy), createdBy: named(createdBy), lacking: lackingInPostmortem(text) }
}

async function listFollowups(tx: Tx, incidentId: string): Promise<FollowupRow[]> {
  const rows = await tx
    .select({
      id: incidentFollowups.id,
      title: incidentFollowups.title,
      ownerId: incidentFollowups.ownerId,
      dueOn: incidentFollowups.dueOn,
      state: incidentFollowups.state,
      reason: incidentFollowups.reason,
      signal: incidentFollowups.signal,
      ruleName: alertRules.name,
      claimedAt: incidentFollowups.claimedAt,
      settledAt: incidentFollowups.settledAt,
      settledById: incidentFollowups.settledBy,
      version: incidentFollowups.version,
      createdAt: incidentFollowups.createdAt,
    })
    .from(incidentFollowups)
    .leftJoin(alertRules, sql`${alertRules.id} = (${incidentFollowups.signal} ->> 'ruleId')::uuid`)
    .where(eq(incidentFollowups.incidentId, incidentId))
    .orderBy(asc(incidentFollowups.createdAt), asc(incidentFollowups.id))
  const names = await namesOf(
    tx,
    rows.flatMap(({ ownerId, settledById }) => [ownerId, settledById]),
  )
  const named = (id: string | null) => person(id, id === null ? null : (names[id] ?? null))
  return rows.map(({ ownerId, settledById, signal, ruleName, ...row }) => ({
    ...row,
    owner: named(ownerId),
    settledBy: named(settledById),
    signal: signal === null ? null : { ...signal, ruleName },
  }))
}

async function findImpact(tx: Tx, incidentId: string): Promise<ImpactRow | null> {
  const [impact] = await tx.select().from(incidentImpacts).where(eq(incidentImpacts.incidentId, incidentId))
  if (!impact) return null
  const rows = await tx
    .select({
      id: incidentImpactOrganizations.organizationId,
      name: organizations.name,
      role: incidentImpactOrganizations.role,
      failedCalls: incidentImpactOrganizations.failedCalls,
      revenueMicros: incidentImpactOrganizations.revenueMicros,
      all: sql<number>`count(*) over ()::integer`,
    })
    .from(incidentImpactOrganizations)
    .leftJoin(organizations, eq(organizations.id, incidentImpactOrganizations.organizationId))
    .where(eq(incidentImpactOrganizations.incidentId, incidentId))
    .orderBy(desc(incidentImpactOrganizations.failedCalls), asc(incidentImpactOrganizations.organizationId))
    .limit(MOST_ORGANIZATIONS)
  const { incidentId: _, ...figures } = impact
  return { ...figures, organizations: rows.map(({ all: _all, ...row }) => row), organizationCount: rows[0]?.all ?? 0 }
}

function listPeople(tx: Tx, entries: readonly EntryRow[]): Promise<Record<string, string>> {
  return namesOf(
    tx,
    entries.map(({ facts }) => facts.userId ?? null),
  )
}

async function namesOf(tx: Tx, ids: readonly (string | null)[]): Promise<Record<string, string>> {
  const known = [...new Set(ids.filter((id) => id !== null))]
  if (known.length === 0) return {}
  const rows = await tx.select({ id: users.id, name: users.name }).from(users).where(inArray(users.id, known))
  return Object.fromEntries(rows.map(({ id, name }) => [id, name]))
}
