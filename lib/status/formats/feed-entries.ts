import { statusWords } from '@/lib/incidents/words'
import { maintenanceState } from '../maintenance-state'
import type { SnapshotIncident, SnapshotMaintenance } from '../model'
import { maintenanceEntryWords, maintenanceWords } from '../words'
import { incidentUrl, maintenanceUrl, type Published } from './published'
import { xmlText } from './xml'

/** Entries of a feed: readers keep what they have seen. */
const ENTRIES = 50

export interface FeedEntry {
  /** Never changes. */
  id: string
  title: string
  url: string
  publishedAt: string
  updatedAt: string
  /** All updates, newest first, as HTML. */
  html: string
}

/** Incidents and planned work as entries of a feed, the newest first; one each, with all that was said of it. */
export function feedEntries(published: Published): FeedEntry[] {
  return [
    ...published.snapshot.incidents.map((incident) => ofIncident(published, incident)),
    ...published.snapshot.maintenances.map((maintenance) => ofMaintenance(published, maintenance)),
  ]
    .sort((a, b) => b.publishedAt.localeCompare(a.publishedAt) || a.id.localeCompare(b.id))
    .slice(0, ENTRIES)
}

function ofIncident(published: Published, incident: SnapshotIncident): FeedEntry {
  const said = incident.updates.map(({ status, body, at }) => paragraph(at, status === null ? 'Update' : statusWords[status], body))
  // It is long, and Markdown: readers are told that there is one, and where.
  const after =
    incident.postmortem === null ? [] : [paragraph(incident.updatedAt, 'Post-mortem', 'What happened, why and what follows from it stands on its page.')]
  return {
    id: `urn:uuid:${incident.id}`,
    title: incident.title,
    url: incidentUrl(published, incident.number),
    publishedAt: incident.startedAt,
    updatedAt: incident.updatedAt,
    html: [...after, ...said, ...(said.length === 0 ? [paragraph(incident.startedAt, statusWords[incident.status], incident.message)] : [])].join(''),
  }
}

function ofMaintenance(published: Published, maintenance: SnapshotMaintenance): FeedEntry {
  const state = maintenanceState(maintenance, published.now)
  const said = maintenance.updates.map(({ type, body, at }) => paragraph(at, maintenanceEntryWords[type], body))
  const when = `${moment(maintenance.startsAt)} to ${moment(maintenance.endsAt)}`
  return {
    id: `urn:uuid:${maintenance.id}`,
    title: `${state === 'cancelled' ? 'Cancelled: ' : 'Maintenance: '}${maintenance.title}`,
    url: maintenanceUrl(published, maintenance.id),
    publishedAt: maintenance.createdAt,
    updatedAt: maintenance.updatedAt,
    html: `<p>${xmlText(`${maintenanceWords[state]}, ${when}. ${maintenance.body}`.trim())}</p>${said.join('')}`,
  }
}

function paragraph(at: string, word: string, body: string): string {
  const lines = body.trim().split('\n').map(xmlText).join('<br />')
  return `<p><small>${moment(at)}</small><br /><strong>${xmlText(word)}</strong>${lines ? ` – ${lines}` : ''}</p>`
}

function moment(at: string): string {
  return `${at.slice(0, 16).replace('T', ' ')} UTC`
}
