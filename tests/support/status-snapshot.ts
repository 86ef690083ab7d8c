import { composeSnapshot, type EntryRow, type IncidentRow, type MaintenanceRow, type SnapshotRows } from '@/lib/status/compose-snapshot'
import type { StatusSnapshot } from '@/lib/status/model'

// Snapshots for tests of what is made of them.

export const statusNow = new Date('2026-03-10T12:00:00Z')

export const entry = (seq: number, at: string, body: string, facts: EntryRow['facts'] = {}, type = 'update'): EntryRow => ({
  seq,
  type,
  body,
  facts,
  correctsSeq: null,
  at: `2026-03-${at}:00+00:00`,
})

export const incidentRow = (row: Partial<IncidentRow> = {}): IncidentRow => ({
  id: '019cd000-0000-7000-8000-000000000001',
  number: 12,
  title: 'Requests fail',
  message: 'One in ten requests fails.',
  severity: 2,
  status: 'identified',
  startedAt: '2026-03-10T10:00:00+00:00',
  mitigatedAt: null,
  resolvedAt: null,
  entries: [
    entry(1, '10T10:05', 'We look into failing requests.', { status: 'investigating' }, 'opened'),
    entry(2, '10T10:30', 'A node of the cache is broken; we replace it.', { status: 'identified' }, 'status'),
  ],
  systems: [{ key: 'api', impact: 'partial_outage', open: true }],
  postmortem: null,
  simulated: false,
  ...row,
})

export const maintenanceRow = (row: Partial<MaintenanceRow> = {}): MaintenanceRow => ({
  id: '019cd000-0000-7000-8000-0000000000aa',
  title: 'Database upgrade',
  body: 'Writes wait for up to a minute.',
  systems: ['ingest'],
  startsAt: '2026-03-12T02:00:00+00:00',
  endsAt: '2026-03-12T04:00:00+00:00',
  startedAt: null,
  completedAt: null,
  cancelledAt: null,
  sequence: 0,
  createdAt: '2026-03-09T09:00:00+00:00',
  simulated: false,
  entries: [{ seq: 1, type: 'scheduled', body: 'Writes wait for up to a minute.', at: '2026-03-09T09:00:00+00:00' }],
  ...row,
})

const system = (key: string, name: string, groupName = '') => ({
  key,
  name,
  description: `What ${name} does`,
  groupName,
  provider: null,
  createdAt: '2025-12-01T00:00:00+00:00',
})

/** A snapshot of three systems, of which the rows given make what they make. */
export function snapshotOf(rows: Partial<SnapshotRows> = {}, now = statusNow): StatusSnapshot {
  return composeSnapshot(
    {
      name: 'Northwind',
      systems: [system('api', 'API', 'Requests'), system('ingest', 'Ingest', 'Requests'), system('mail', 'E-mail')],
      intervals: [],
      firstSeen: {},
      incidents: [],
      maintenances: [],
      ...rows,
    },
    now,
  )
}
