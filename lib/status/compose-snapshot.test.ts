import { describe, expect, it } from 'vitest'
import { entry, incidentRow, maintenanceRow, snapshotOf } from '@/tests/support/status-snapshot'
import { statusOf } from './compose-snapshot'
import { statusSnapshotSchema } from './model'

const only = (row: Parameters<typeof incidentRow>[0]) => snapshotOf({ incidents: [incidentRow(row)] }).incidents[0]

describe('an incident', () => {
  it('shows its updates newest first', () => {
    expect(only({})?.updates.map(({ seq, status, at }) => [seq, status, at])).toEqual([
      [2, 'identified', '2026-03-10T10:30:00.000Z'],
      [1, 'investigating', '2026-03-10T10:05:00.000Z'],
    ])
  })

  it('shows the words of a correction in the place of the wrong ones, and says so', () => {
    const incident = only({
      entries: [entry(1, '10T10:05', 'Ten in a hundred fail.'), { ...entry(5, '10T10:40', 'One in a hundred fails.', {}, 'correction'), correctsSeq: 1 }],
    })
    expect(incident?.updates).toEqual([
      { seq: 1, status: null, body: 'One in a hundred fails.', at: '2026-03-10T10:05:00.000Z', correctedAt: '2026-03-10T10:40:00.000Z' },
    ])
    expect(incident?.updatedAt).toBe('2026-03-10T10:40:00.000Z')
  })

  it('shows the correction of something that only staff saw as an update of its own', () => {
    expect(only({ entries: [{ ...entry(5, '10T10:40', 'One in a hundred fails.', {}, 'correction'), correctsSeq: 3 }] })?.updates).toHaveLength(1)
  })

  it('leaves out entries that say nothing', () => {
    expect(
      only({ entries: [entry(1, '10T10:05', '  '), entry(2, '10T10:06', '', { status: 'monitoring' }, 'status')] })?.updates.map(({ seq }) => seq),
    ).toEqual([2])
  })

  it('names no system that is not on the page', () => {
    expect(
      only({
        systems: [
          { key: 'secret', impact: 'degraded', open: true },
          { key: 'api', impact: 'degraded', open: true },
        ],
      })?.systems.map(({ key }) => key),
    ).toEqual(['api'])
  })

  it('has the parts of its post-mortem that are for everybody', () => {
    const postmortem = { whatHappened: 'A node broke.', impact: '', whys: ['It was old.', ' ', 'Nobody\nlooked.'], rootCause: 'No check.', lessons: 'Check.' }
    expect(only({ postmortem })?.postmortem).toBe(
      '### What happened\n\nA node broke.\n\n### Root cause\n\nNo check.\n\n1. It was old.\n2. Nobody looked.\n\n### What we learned\n\nCheck.',
    )
    expect(only({ postmortem: { whatHappened: '', impact: '', whys: [], rootCause: '', lessons: ' ' } })?.postmortem).toBeNull()
  })
})

it.each([
  ['opened', {}, 'investigating'],
  ['opened', { status: 'identified' }, 'identified'],
  ['status', { from: 'investigating', to: 'monitoring' }, 'monitoring'],
  ['status', { to: 'nonsense' }, null],
  ['update', {}, null],
  ['update', { status: 'resolved' }, 'resolved'],
  ['severity', { to: 'identified' }, null],
  ['reopened', {}, 'investigating'],
] as const)('an entry %s with %o announces %s', (type, facts, status) => expect(statusOf({ type, facts })).toBe(status))

describe('a snapshot', () => {
  it('has the newest incident first, and no work on systems that nobody sees', () => {
    const snapshot = snapshotOf({
      incidents: [incidentRow({ number: 3, startedAt: '2026-03-01T00:00:00+00:00' }), incidentRow({ number: 4, startedAt: '2026-03-02T00:00:00+00:00' })],
      maintenances: [maintenanceRow({ systems: ['secret'] }), maintenanceRow({ systems: ['secret', 'api'] })],
    })
    expect(snapshot.incidents.map(({ number }) => number)).toEqual([4, 3])
    expect(snapshot.maintenances.map(({ systems }) => systems)).toEqual([['api']])
  })

  it('counts what was recorded of a system before it was registered as its past', () => {
    const interval = { systemKey: 'api', incident: 1, impact: 'major_outage' as const, fromAt: '2026-02-20T00:00:00+00:00', toAt: '2026-02-20T12:00:00+00:00' }
    const systems = [{ key: 'api', name: 'API', description: '', groupName: '', provider: null, createdAt: '2026-03-09T00:00:00+00:00' }]
    const [api] = snapshotOf({ systems, intervals: [interval], firstSeen: { api: interval.fromAt } }).systems
    expect(api?.days.filter(({ upRatio }) => upRatio === null)).toHaveLength(90 - 19)
    expect(api?.days.find(({ day }) => day === '2026-02-20')?.upRatio).toBe(0.5)
  })

  it('can be kept and read again', () => {
    const snapshot = snapshotOf({ incidents: [incidentRow()], maintenances: [maintenanceRow()] })
    expect(statusSnapshotSchema.parse(JSON.parse(JSON.stringify(snapshot)))).toEqual(snapshot)
  })
})
