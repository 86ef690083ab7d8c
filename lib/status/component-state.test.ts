import { describe, expect, it } from 'vitest'
import { maintenanceRow, statusNow as now, snapshotOf } from '@/tests/support/status-snapshot'
import { componentState, worstState } from './component-state'
import type { IntervalRow, MaintenanceRow } from './compose-snapshot'
import type { ComponentState } from './model'

const interval = (impact: IntervalRow['impact'], fromAt: string, toAt: string | null = null, incident = 1): IntervalRow => ({
  systemKey: 'api',
  incident,
  impact,
  fromAt: `2026-03-${fromAt}:00+00:00`,
  toAt: toAt === null ? null : `2026-03-${toAt}:00+00:00`,
})
const work = (startsAt: string, endsAt: string, row: Partial<MaintenanceRow> = {}) =>
  maintenanceRow({ systems: ['api'], startsAt: `2026-03-${startsAt}:00+00:00`, endsAt: `2026-03-${endsAt}:00+00:00`, ...row })

describe('the state of a component', () => {
  const cases: [name: string, intervals: IntervalRow[], maintenances: MaintenanceRow[], state: ComponentState, since: string | null][] = [
    ['nothing is wrong', [], [], 'operational', null],
    ['degraded', [interval('degraded', '10T10:00')], [], 'degraded_performance', '10T10:00'],
    ['partly down', [interval('partial_outage', '10T10:00')], [], 'partial_outage', '10T10:00'],
    ['down', [interval('major_outage', '10T10:00')], [], 'major_outage', '10T10:00'],
    ['the worst of two incidents', [interval('degraded', '10T08:00'), interval('major_outage', '10T10:00', null, 2)], [], 'major_outage', '10T10:00'],
    [
      'since the first of two that are as bad',
      [interval('degraded', '10T08:00'), interval('degraded', '10T10:00', null, 2)],
      [],
      'degraded_performance',
      '10T08:00',
    ],
    ['one that is over does not count', [interval('major_outage', '10T08:00', '10T11:59')], [], 'operational', null],
    ['one that ends now is over', [interval('major_outage', '10T08:00', '10T12:00')], [], 'operational', null],
    ['work that has not begun', [], [work('10T12:01', '10T13:00')], 'operational', null],
    ['work that begins now', [], [work('10T12:00', '10T13:00')], 'under_maintenance', '10T12:00'],
    ['work that ends now', [], [work('10T11:00', '10T12:00')], 'operational', null],
    ['work that was begun early', [], [work('10T13:00', '10T14:00', { startedAt: '2026-03-10T11:30:00+00:00' })], 'under_maintenance', '10T11:30'],
    ['work that was completed early', [], [work('10T11:00', '10T14:00', { completedAt: '2026-03-10T11:30:00+00:00' })], 'operational', null],
    ['work that was cancelled', [], [work('10T11:00', '10T14:00', { cancelledAt: '2026-03-10T09:30:00+00:00' })], 'operational', null],
    ['an incident is worse than work', [interval('degraded', '10T11:30')], [work('10T11:00', '10T14:00')], 'degraded_performance', '10T11:30'],
    ['work on another system', [], [work('10T11:00', '10T14:00', { systems: ['mail'] })], 'operational', null],
  ]
  it.each(cases)('%s', (_name, intervals, maintenances, state, since) => {
    const snapshot = snapshotOf({ intervals, maintenances })
    const api = snapshot.systems.find(({ key }) => key === 'api')
    expect(api && componentState(api, snapshot, now)).toEqual({ state, since: since === null ? null : new Date(`2026-03-${since}:00Z`) })
  })

  it('goes by the clock of the reader, not of the snapshot: planned work begins while the database is away', () => {
    const snapshot = snapshotOf({ maintenances: [work('10T13:00', '10T14:00')] })
    const api = snapshot.systems[0]
    const at = (time: string) => api && componentState(api, snapshot, new Date(`2026-03-10T${time}:00Z`)).state
    expect([at('12:59'), at('13:00'), at('13:59'), at('14:00')]).toEqual(['operational', 'under_maintenance', 'under_maintenance', 'operational'])
  })
})

it('the worst of states is the last in the order of gravity', () => {
  expect(worstState([])).toBe('operational')
  expect(worstState(['under_maintenance', 'operational'])).toBe('under_maintenance')
  expect(worstState(['degraded_performance', 'under_maintenance'])).toBe('degraded_performance')
  expect(worstState(['partial_outage', 'major_outage', 'degraded_performance'])).toBe('major_outage')
})
