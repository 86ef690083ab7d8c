import type { Props as MaintenanceMail } from '@/emails/status-maintenance'
import type { Props as UpdateMail } from '@/emails/status-update'
import { formatDateTime, formatDuration } from '@/lib/format'
import type { IncidentStatus } from '@/lib/incidents/model'
import { impactWords, statusWords } from '@/lib/incidents/words'
import { incidentUrl, maintenanceUrl, type Published, pageUrl } from './formats/published'
import { incidentJson, maintenanceJson, pageJson, statusJson } from './formats/statuspage'
import type { MaintenanceEntryType, SnapshotIncident, SnapshotMaintenance } from './model'
import { maintenanceEntryWords } from './words'

// A public update as subscribers are told of it.

/** An update and what it is about, as it was when it is told. */
export type Told =
  | { kind: 'incident'; seq: number; incident: SnapshotIncident; status: IncidentStatus | null; body: string; at: Date; correction: boolean }
  | { kind: 'maintenance'; seq: number; maintenance: SnapshotMaintenance; type: MaintenanceEntryType; body: string; at: Date }

/** What the notice of an update is known by: each subscriber has at most one. */
export function noticeKey({ kind, seq }: Pick<Told, 'kind' | 'seq'>): string {
  return `${kind}:${seq}`
}

const tones: Record<IncidentStatus, UpdateMail['tone']> = { investigating: 'critical', identified: 'warning', monitoring: 'warning', resolved: 'good' }

/** The mail about an update of an incident. */
export function composeUpdate(published: Published, told: Extract<Told, { kind: 'incident' }>, unsubscribeUrl: string): UpdateMail {
  const { incident, status, correction } = told
  const affected = incident.systems.map(({ key, impact }) => `${nameOf(published, key)}: ${impactWords[impact].toLowerCase()}`)
  return {
    pageName: published.snapshot.name,
    title: incident.title,
    tone: status === null ? 'quiet' : tones[status],
    word: status === null ? 'Update' : statusWords[status],
    when: formatDateTime(told.at),
    correction,
    body: paragraphs(told.body),
    affected: affected.length > 0 ? affected.join(' · ') : null,
    url: incidentUrl(published, incident.number),
    consoleUrl: published.origin,
    unsubscribeUrl,
  }
}

/** The mail about planned work. */
export function composeMaintenanceMail(published: Published, told: Extract<Told, { kind: 'maintenance' }>, unsubscribeUrl: string): MaintenanceMail {
  const { maintenance, type } = told
  const [from, to] = [new Date(maintenance.startsAt), new Date(maintenance.endsAt)]
  return {
    pageName: published.snapshot.name,
    title: maintenance.title,
    word: maintenanceEntryWords[type],
    span: `${formatDateTime(from)}, for ${formatDuration(to.getTime() - from.getTime())}`,
    systems: maintenance.systems.map((key) => nameOf(published, key)).join(', '),
    body: paragraphs(told.body),
    url: maintenanceUrl(published, maintenance.id),
    calendarUrl: `${published.origin}/status/maintenance.ics`,
    consoleUrl: published.origin,
    unsubscribeUrl,
  }
}

/** The webhook about an update: what Atlassian Statuspage posts to its subscribers, with a type and a moment around it. */
export function composeWebhook(published: Published, told: Told, unsubscribeUrl: string): string {
  const about =
    told.kind === 'incident'
      ? { type: 'status.incident_updated', incident: incidentJson(published, told.incident) }
      : { type: 'status.maintenance_updated', incident: maintenanceJson(published, told.maintenance) }
  const { indicator, description } = statusJson(published)
  return JSON.stringify({
    type: about.type,
    timestamp: told.at.toISOString(),
    meta: { unsubscribe: unsubscribeUrl, documentation: pageUrl(published) },
    page: { ...pageJson(published), status_indicator: indicator, status_description: description },
    incident: about.incident,
    // Which of the updates in it is the new one.
    update_id: String(told.seq),
  })
}

function nameOf({ snapshot }: Published, key: string): string {
  return snapshot.systems.find((system) => system.key === key)?.name ?? key
}

function paragraphs(body: string): string[] {
  return body
    .split(/\n\s*\n/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
}
