import type { IncidentStatus, Severity } from '@/lib/incidents/model'
import { componentState, stateOfImpact, worstState } from '../component-state'
import { maintenanceSpan, maintenanceState } from '../maintenance-state'
import type { ComponentState, MaintenanceEntryType, SnapshotIncident, SnapshotMaintenance } from '../model'
import { type Indicator, openIncidents, overall } from '../overall'
import { maintenanceEntryWords } from '../words'
import { changedAt, incidentUrl, maintenanceUrl, type Published, pageUrl, staleNote } from './published'

// Atlassian Statuspage's public API, version 2, as its pages answer below /api/v2: field by field, so that
// whatever reads such pages reads this one.

/** Incidents that incidents.json lists, as many as Statuspage does. */
const INCIDENTS = 50

const PAGE_ID = 'status'

const impacts: Record<Severity, 'minor' | 'major' | 'critical'> = { 1: 'critical', 2: 'major', 3: 'minor', 4: 'minor' }

/** The files of the API by their name below /status/api/v2, without .json. */
export const statuspageFiles: Record<string, (published: Published) => object> = {
  summary: (published) => ({
    page: pageJson(published),
    components: components(published),
    incidents: openIncidents(published.snapshot).map((incident) => incidentJson(published, incident)),
    scheduled_maintenances: maintenances(published, ['scheduled', 'in_progress']),
    status: statusJson(published),
  }),
  status: (published) => ({ page: pageJson(published), status: statusJson(published) }),
  components: (published) => ({ page: pageJson(published), components: components(published) }),
  incidents: (published) => ({
    page: pageJson(published),
    incidents: published.snapshot.incidents.slice(0, INCIDENTS).map((incident) => incidentJson(published, incident)),
  }),
  'incidents/unresolved': (published) => ({
    page: pageJson(published),
    incidents: openIncidents(published.snapshot).map((incident) => incidentJson(published, incident)),
  }),
  'scheduled-maintenances': (published) => ({
    page: pageJson(published),
    scheduled_maintenances: maintenances(published, ['scheduled', 'in_progress', 'completed']).slice(0, INCIDENTS),
  }),
  'scheduled-maintenances/upcoming': (published) => ({ page: pageJson(published), scheduled_maintenances: maintenances(published, ['scheduled']) }),
  'scheduled-maintenances/active': (published) => ({ page: pageJson(published), scheduled_maintenances: maintenances(published, ['in_progress']) }),
}

/** The page itself, as it heads every answer. */
export function pageJson(published: Published): object {
  const note = staleNote(published)
  return {
    id: PAGE_ID,
    name: published.snapshot.name,
    url: pageUrl(published),
    time_zone: 'Etc/UTC',
    updated_at: changedAt(published.snapshot),
    // Ours: programs that know it can tell an old answer from a new one.
    ...(note === null ? {} : { stale: true, as_of: published.snapshot.at }),
  }
}

/** The state of the whole. */
export function statusJson({ snapshot, now }: Published): { indicator: Indicator; description: string } {
  const { indicator, description } = overall(snapshot, now)
  return { indicator, description }
}

function components(published: Published): object[] {
  const { snapshot } = published
  const groups = [...new Set(snapshot.systems.map(({ groupName }) => groupName).filter(Boolean))]
  return [
    ...snapshot.systems.map(({ key }) => componentJson(published, key)),
    ...groups.map((name, at) => {
      const members = snapshot.systems.filter(({ groupName }) => groupName === name)
      const states = members.map((system) => componentState(system, snapshot, published.now).state)
      return {
        ...componentFields(
          groupId(name),
          name,
          null,
          worstState(states),
          members[0]?.createdAt ?? snapshot.at,
          changedAt(snapshot),
          snapshot.systems.length + at + 1,
        ),
        group_id: null,
        group: true,
        components: members.map(({ key }) => key),
      }
    }),
  ].filter((one) => one !== null)
}

function componentJson(published: Published, key: string): object | null {
  const { snapshot, now } = published
  const at = snapshot.systems.findIndex((system) => system.key === key)
  const system = snapshot.systems[at]
  if (!system) return null
  const { state, since } = componentState(system, snapshot, now)
  const changed = since?.toISOString() ?? lastEnd(snapshot.incidents, key) ?? system.createdAt
  return {
    ...componentFields(key, system.name, system.description || null, state, system.createdAt, changed, at + 1),
    group_id: system.groupName ? groupId(system.groupName) : null,
    group: false,
  }
}

function componentFields(id: string, name: string, description: string | null, state: ComponentState, createdAt: string, updatedAt: string, position: number) {
  return {
    id,
    name,
    status: state,
    created_at: createdAt,
    updated_at: updatedAt,
    position,
    description,
    showcase: false,
    start_date: createdAt.slice(0, 10),
    page_id: PAGE_ID,
    only_show_if_degraded: false,
  }
}

// When it last got well again.
function lastEnd(incidents: SnapshotIncident[], key: string): string | null {
  const ends = incidents
    .filter(({ systems, resolvedAt }) => resolvedAt !== null && systems.some((system) => system.key === key))
    .map(({ resolvedAt }) => resolvedAt)
  return ends.reduce((last, at) => (last === null || (at !== null && at > last) ? at : last), null)
}

function groupId(name: string): string {
  return `group-${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`
}

/** An incident. One whose post-mortem is published is in the state postmortem, as Statuspage has it. */
export function incidentJson(published: Published, incident: SnapshotIncident): object {
  const { id, number, title, severity, startedAt, mitigatedAt, resolvedAt, updatedAt } = incident
  return {
    id,
    name: title,
    status: incident.postmortem === null ? incident.status : 'postmortem',
    created_at: startedAt,
    updated_at: updatedAt,
    monitoring_at: mitigatedAt,
    resolved_at: resolvedAt,
    impact: impacts[severity],
    shortlink: incidentUrl(published, number),
    started_at: startedAt,
    page_id: PAGE_ID,
    incident_updates: incidentUpdates(incident),
    components: incident.systems.map(({ key }) => componentJson(published, key)).filter((one) => one !== null),
    reminder_intervals: null,
  }
}

function incidentUpdates(incident: SnapshotIncident): object[] {
  const affected = incident.systems.map(({ key, impact }) => ({ code: key, name: key, old_status: 'operational', new_status: stateOfImpact(impact) }))
  let standing: IncidentStatus = 'investigating'
  const updates = incident.updates.toReversed().map((update) => {
    standing = update.status ?? standing
    return updateJson(incident.id, String(update.seq), standing, update.body || incident.message, update.at, update.correctedAt ?? update.at)
  })
  // An incident without a word is still announced: with what is said of it now.
  const told =
    updates.length > 0 ? updates : [updateJson(incident.id, `${incident.id}-0`, incident.status, incident.message || incident.title, incident.startedAt)]
  if (incident.postmortem !== null) told.push(updateJson(incident.id, `${incident.id}-postmortem`, 'postmortem', incident.postmortem, incident.updatedAt))
  return told.reverse().map((update) => ({ ...update, affected_components: affected.length > 0 ? affected : null }))
}

function updateJson(incidentId: string, id: string, state: string, body: string, at: string, updatedAt = at): object {
  return {
    id,
    status: state,
    body,
    incident_id: incidentId,
    created_at: at,
    updated_at: updatedAt,
    display_at: at,
    deliver_notifications: true,
    custom_tweet: null,
    tweet_id: null,
  }
}

type Shown = 'scheduled' | 'in_progress' | 'completed'

function maintenances(published: Published, states: Shown[]): object[] {
  return published.snapshot.maintenances
    .filter((one) => (states as string[]).includes(maintenanceState(one, published.now)))
    .map((one) => maintenanceJson(published, one))
}

const afterEntry: Record<MaintenanceEntryType, string | null> = {
  scheduled: 'scheduled',
  changed: 'scheduled',
  started: 'in_progress',
  update: null,
  completed: 'completed',
  cancelled: 'completed',
}

/** Planned work, as Statuspage has it: an incident with a beginning and an end that are known. */
export function maintenanceJson(published: Published, maintenance: SnapshotMaintenance): object {
  const state = maintenanceState(maintenance, published.now)
  const { from, to } = maintenanceSpan(maintenance)
  const begun = state === 'in_progress' || state === 'completed'
  let standing = 'scheduled'
  const updates = maintenance.updates.toReversed().map((entry) => {
    standing = afterEntry[entry.type] ?? standing
    return updateJson(maintenance.id, String(entry.seq), standing, entry.body || maintenance.body || maintenanceEntryWords[entry.type], entry.at)
  })
  if (updates.length === 0)
    updates.push(updateJson(maintenance.id, `${maintenance.id}-0`, 'scheduled', maintenance.body || maintenance.title, maintenance.createdAt))
  return {
    id: maintenance.id,
    name: maintenance.title,
    status: state === 'cancelled' ? 'completed' : state,
    created_at: maintenance.createdAt,
    updated_at: maintenance.updatedAt,
    monitoring_at: null,
    resolved_at: state === 'completed' ? to.toISOString() : null,
    impact: 'maintenance',
    shortlink: maintenanceUrl(published, maintenance.id),
    started_at: begun ? from.toISOString() : maintenance.startsAt,
    page_id: PAGE_ID,
    incident_updates: updates.reverse().map((update) => ({ ...update, affected_components: null })),
    components: maintenance.systems.map((key) => componentJson(published, key)).filter((one) => one !== null),
    scheduled_for: maintenance.startsAt,
    scheduled_until: maintenance.endsAt,
  }
}
