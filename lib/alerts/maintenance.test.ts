import { describe, expect, it } from 'vitest'
import { type MaintenanceHours, maintenanceUntil } from './maintenance'

const hours = (given: Partial<MaintenanceHours> = {}): MaintenanceHours => ({
  startsAt: new Date('2026-03-02T02:00:00Z'),
  durationMinutes: 60,
  cron: null,
  timeZone: 'UTC',
  until: null,
  cancelledAt: null,
  ...given,
})
const weekly = { cron: '0 2 * * 1' }

it.each<[string, MaintenanceHours, string, string | null]>([
  ['once: before', hours(), '2026-03-02T01:59:59Z', null],
  ['once: from its start on', hours(), '2026-03-02T02:00:00Z', '2026-03-02T03:00:00Z'],
  ['once: its last second', hours(), '2026-03-02T02:59:59Z', '2026-03-02T03:00:00Z'],
  ['once: its end is not in it', hours(), '2026-03-02T03:00:00Z', null],
  ['once: not a week later', hours(), '2026-03-09T02:30:00Z', null],
  ['again and again: a week later', hours(weekly), '2026-03-09T02:30:00Z', '2026-03-09T03:00:00Z'],
  ['again and again: not on another day', hours(weekly), '2026-03-10T02:30:00Z', null],
  ['again and again: not before its start', hours(weekly), '2026-02-23T02:30:00Z', null],
  [
    'again and again: what began before its end lasts',
    hours({ ...weekly, until: new Date('2026-03-09T02:10:00Z') }),
    '2026-03-09T02:30:00Z',
    '2026-03-09T03:00:00Z',
  ],
  ['again and again: none begins after it', hours({ ...weekly, until: new Date('2026-03-09T01:00:00Z') }), '2026-03-09T02:30:00Z', null],
  ['cancelled', hours({ cancelledAt: new Date('2026-03-02T02:10:00Z') }), '2026-03-02T02:10:00Z', null],
  ['not yet cancelled', hours({ cancelledAt: new Date('2026-03-02T02:10:00Z') }), '2026-03-02T02:09:00Z', '2026-03-02T03:00:00Z'],
  ['in its own zone, in winter', hours({ ...weekly, timeZone: 'Europe/Berlin' }), '2026-03-09T01:30:00Z', '2026-03-09T02:00:00Z'],
  ['in its own zone, in summer', hours({ ...weekly, timeZone: 'Europe/Berlin' }), '2026-04-06T00:30:00Z', '2026-04-06T01:00:00Z'],
  ['over midnight', hours({ cron: '30 23 * * *', durationMinutes: 120 }), '2026-03-03T01:00:00Z', '2026-03-03T01:30:00Z'],
])('%s', (_, given, at, until) => {
  expect(maintenanceUntil(given, new Date(at))?.toISOString() ?? null).toBe(until === null ? null : new Date(until).toISOString())
})

describe('what cannot be read', () => {
  it('says so', () => expect(() => maintenanceUntil(hours({ cron: '99 * * * *' }), new Date('2026-03-09T02:30:00Z'))).toThrow())
})
