import { describe, expect, it } from 'vitest'
import type { SystemImpact } from '@/lib/incidents/model'
import { incidentRow, maintenanceRow, statusNow as now, snapshotOf } from '@/tests/support/status-snapshot'
import type { IncidentRow } from './compose-snapshot'
import { overall, statusSentence } from './overall'

const bad = (impacts: Partial<Record<'api' | 'ingest' | 'mail', SystemImpact>>) =>
  Object.entries(impacts).map(([systemKey, impact], at) => ({ systemKey, incident: at + 1, impact, fromAt: '2026-03-10T10:00:00+00:00', toAt: null }))
const underWay = maintenanceRow({ startsAt: '2026-03-10T11:00:00+00:00', endsAt: '2026-03-10T14:30:00+00:00' })
const resolved: Partial<IncidentRow> = { status: 'resolved', resolvedAt: '2026-03-10T11:00:00+00:00' }

describe('the whole', () => {
  const cases: [name: string, rows: Parameters<typeof snapshotOf>[0], indicator: string, description: string, sentence: string][] = [
    ['fine', {}, 'none', 'All Systems Operational', 'Everything works.'],
    ['degraded', { intervals: bad({ api: 'degraded' }) }, 'minor', 'Partially Degraded Service', 'API is degraded. The other 2 systems work.'],
    ['partly down', { intervals: bad({ mail: 'partial_outage' }) }, 'major', 'Partial System Outage', 'E-mail is partly down. The other 2 systems work.'],
    ['down', { intervals: bad({ api: 'major_outage' }) }, 'critical', 'Major System Outage', 'API is down. The other 2 systems work.'],
    [
      'two',
      { intervals: bad({ api: 'major_outage', mail: 'degraded' }) },
      'critical',
      'Major System Outage',
      'API is down and E-mail is degraded. The other system works.',
    ],
    [
      'all in the same way',
      { intervals: bad({ api: 'major_outage', ingest: 'major_outage', mail: 'major_outage' }) },
      'critical',
      'Major System Outage',
      'Every system is down.',
    ],
    [
      'all, in their ways',
      { intervals: bad({ api: 'degraded', ingest: 'partial_outage', mail: 'degraded' }) },
      'major',
      'Partial System Outage',
      'API is degraded, Ingest is partly down and E-mail is degraded.',
    ],
    ['work', { maintenances: [underWay] }, 'none', 'Service Under Maintenance', 'Planned maintenance on Ingest, until 14:30 UTC.'],
    ['work and an incident', { maintenances: [underWay], intervals: bad({ api: 'degraded' }) }, 'minor', 'Partially Degraded Service', 'API is degraded.'],
    [
      'an incident whose systems are back',
      { incidents: [incidentRow({ status: 'monitoring' })] },
      'none',
      'All Systems Operational',
      'An incident is open: Requests fail.',
    ],
    [
      'an incident that names no system',
      { incidents: [incidentRow({ systems: [], severity: 1 })] },
      'critical',
      'Major System Outage',
      'An incident is open: Requests fail.',
    ],
    ['a light one', { incidents: [incidentRow({ systems: [], severity: 4 })] }, 'minor', 'Partially Degraded Service', 'An incident is open: Requests fail.'],
    ['one that is over', { incidents: [incidentRow({ ...resolved, systems: [], severity: 1 })] }, 'none', 'All Systems Operational', 'Everything works.'],
    [
      'two without a system',
      { incidents: [incidentRow({ systems: [], severity: 3 }), incidentRow({ number: 13, systems: [], severity: 2 })] },
      'major',
      'Partial System Outage',
      '2 incidents are open.',
    ],
    ['no system at all', { systems: [] }, 'none', 'All Systems Operational', 'Nothing is shown here yet.'],
  ]
  it.each(cases)('%s', (_name, rows, indicator, description, sentence) => {
    const snapshot = snapshotOf(rows)
    expect(overall(snapshot, now)).toMatchObject({ indicator, description })
    expect(statusSentence(snapshot, now)).toBe(sentence)
  })
})
