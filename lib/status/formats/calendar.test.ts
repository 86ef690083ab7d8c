import ICAL from 'ical.js'
import { describe, expect, it } from 'vitest'
import { maintenanceRow, statusNow as now, snapshotOf } from '@/tests/support/status-snapshot'
import type { MaintenanceRow } from '../compose-snapshot'
import { maintenanceCalendar } from './calendar'
import type { Published } from './published'

const published = (maintenances: MaintenanceRow[], away = false): Published => ({
  snapshot: snapshotOf({ maintenances }),
  away,
  now,
  origin: 'https://console.example',
})
const events = (maintenances: MaintenanceRow[]) => {
  const calendar = new ICAL.Component(ICAL.parse(maintenanceCalendar(published(maintenances))))
  return calendar.getAllSubcomponents('vevent').map((component) => ({ component, event: new ICAL.Event(component) }))
}
const value = (component: ICAL.Component, name: string) => String(component.getFirstPropertyValue(name))

describe('the calendar', () => {
  it('is read by a calendar program', () => {
    const [found] = events([
      maintenanceRow({ title: 'Upgrade, part 1; "main"\\', body: 'First line\nsecond: über längere Zeit, 維護, und weiter bis ans Ende der Zeile 🚧' }),
    ])
    expect(found?.event.uid).toBe('019cd000-0000-7000-8000-0000000000aa@console.example')
    expect(found?.event.summary).toBe('Upgrade, part 1; "main"\\')
    expect(found?.event.description).toContain('Affects: Ingest\n\nFirst line\nsecond: über längere Zeit, 維護, und weiter bis ans Ende der Zeile 🚧')
    expect(found?.event.startDate.toJSDate().toISOString()).toBe('2026-03-12T02:00:00.000Z')
    expect(found?.event.endDate.toJSDate().toISOString()).toBe('2026-03-12T04:00:00.000Z')
    expect(found && value(found.component, 'status')).toBe('CONFIRMED')
    expect(found && value(found.component, 'url')).toBe('https://console.example/status#maintenance-019cd000-0000-7000-8000-0000000000aa')
  })

  it('keeps its identity when it changes, with a higher sequence', () => {
    const [before] = events([maintenanceRow()])
    const [after] = events([maintenanceRow({ sequence: 3, startsAt: '2026-03-13T02:00:00+00:00', endsAt: '2026-03-13T04:00:00+00:00' })])
    expect(after?.event.uid).toBe(before?.event.uid)
    expect([before?.event.sequence, after?.event.sequence]).toEqual([0, 3])
  })

  it('keeps what was cancelled where it stood, and says so', () => {
    const [found] = events([maintenanceRow({ cancelledAt: '2026-03-10T08:00:00+00:00', sequence: 1 })])
    expect(found && value(found.component, 'status')).toBe('CANCELLED')
    expect(found?.event.summary).toBe('Cancelled: Database upgrade')
    expect(found?.event.startDate.toJSDate().toISOString()).toBe('2026-03-12T02:00:00.000Z')
  })

  it('ends later than it begins, also when it was over at once', () => {
    const [found] = events([maintenanceRow({ startedAt: '2026-03-10T11:00:00+00:00', completedAt: '2026-03-10T11:00:00+00:00' })])
    expect(found?.event.endDate.compare(found.event.startDate)).toBe(1)
  })

  it('has lines of at most 75 octets that end with CR and LF, and cuts no character', () => {
    const text = maintenanceCalendar(published([maintenanceRow({ title: '維護'.repeat(60), body: '🚧'.repeat(80) })]))
    const lines = text.split('\r\n')
    expect(lines.at(-1)).toBe('')
    for (const line of lines) {
      expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75)
      expect(line).not.toMatch(/[\n\r]/)
      expect(Buffer.from(line).toString()).toBe(line)
    }
  })

  it('is one without events when nothing is planned, and says how old it is while the database is away', () => {
    expect(events([])).toEqual([])
    expect(maintenanceCalendar(published([], true))).toContain('X-WR-CALDESC:As of 2026-03-10 12:00 UTC.')
  })
})
