import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DAY, HOUR } from '@/lib/time'
import { digestDue } from './due'

describe('digestDue', () => {
  it.each<[string, string, string, string | null]>([
    ['UTC, a second before nine', 'UTC', '2026-03-02T08:59:59Z', null],
    ['UTC, nine', 'UTC', '2026-03-02T09:00:00Z', '2026-W10 2026-03-02T09:00:00.000Z'],
    ['UTC, caught up in the evening', 'UTC', '2026-03-02T20:59:59Z', '2026-W10 2026-03-02T09:00:00.000Z'],
    ['UTC, too late', 'UTC', '2026-03-02T21:00:00Z', null],
    ['UTC, Tuesday nine', 'UTC', '2026-03-03T09:00:00Z', null],
    ['UTC, Sunday nine', 'UTC', '2026-03-01T09:00:00Z', null],
    ['New York in winter', 'America/New_York', '2026-03-02T14:00:00Z', '2026-W10 2026-03-02T14:00:00.000Z'],
    ['New York in winter, an hour early', 'America/New_York', '2026-03-02T13:00:00Z', null],
    ['New York, the Monday after the clocks went forward', 'America/New_York', '2026-03-09T13:00:00Z', '2026-W11 2026-03-09T13:00:00.000Z'],
    ['New York, that Monday, an hour early', 'America/New_York', '2026-03-09T12:00:00Z', null],
    ['New York, the Monday after the clocks went back', 'America/New_York', '2026-11-02T14:00:00Z', '2026-W45 2026-11-02T14:00:00.000Z'],
    ['New York, that Monday, summer’s nine', 'America/New_York', '2026-11-02T13:00:00Z', null],
    ['Berlin, the Monday after the clocks went forward', 'Europe/Berlin', '2026-03-30T07:00:00Z', '2026-W14 2026-03-30T07:00:00.000Z'],
    ['Kolkata, half past the hour: the tick before', 'Asia/Kolkata', '2026-03-02T03:00:00Z', null],
    ['Kolkata, at the next tick', 'Asia/Kolkata', '2026-03-02T04:00:00Z', '2026-W10 2026-03-02T03:30:00.000Z'],
    ['Lord Howe, half an hour of daylight saving', 'Australia/Lord_Howe', '2026-03-29T22:00:00Z', '2026-W14 2026-03-29T22:00:00.000Z'],
    ['Lord Howe, after it ended', 'Australia/Lord_Howe', '2026-04-05T22:00:00Z', null],
    ['Lord Howe, after it ended, half an hour later', 'Australia/Lord_Howe', '2026-04-05T22:30:00Z', '2026-W15 2026-04-05T22:30:00.000Z'],
    ['Apia, a day ahead', 'Pacific/Apia', '2026-03-01T20:00:00Z', '2026-W10 2026-03-01T20:00:00.000Z'],
    ['Apia, the week in which it skipped a Friday', 'Pacific/Apia', '2012-01-01T19:00:00Z', '2012-W01 2012-01-01T19:00:00.000Z'],
    ['Kiritimati, first in the world', 'Pacific/Kiritimati', '2026-03-01T19:00:00Z', '2026-W10 2026-03-01T19:00:00.000Z'],
    ['a week that belongs to the next year', 'UTC', '2024-12-30T09:00:00Z', '2025-W01 2024-12-30T09:00:00.000Z'],
    ['week 53', 'UTC', '2026-12-28T09:00:00Z', '2026-W53 2026-12-28T09:00:00.000Z'],
    ['an unknown zone counts as UTC', 'Mars/Olympus', '2026-03-02T09:00:00Z', '2026-W10 2026-03-02T09:00:00.000Z'],
    ['an empty zone counts as UTC', '', '2026-03-02T09:00:00Z', '2026-W10 2026-03-02T09:00:00.000Z'],
  ])('%s', (_name, zone, now, expected) => {
    const due = digestDue(zone, new Date(now))
    expect(due && `${due.week} ${due.at.toISOString()}`).toBe(expected)
  })

  const zones = ['UTC', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'Pacific/Apia', 'America/Sao_Paulo', 'Africa/Casablanca', 'Asia/Kathmandu']

  it('comes exactly once a week for hourly ticks, whatever the zone and the minute of the tick', () => {
    const starts = fc.date({ min: new Date('2024-01-01'), max: new Date('2028-01-01'), noInvalidDate: true })
    fc.assert(
      fc.property(fc.constantFrom(...zones), starts, (zone, start) => {
        const weeks = new Set<string>()
        let firsts = 0
        for (let tick = 0; tick < 3 * 7 * 24; tick++) {
          const due = digestDue(zone, new Date(start.getTime() + tick * HOUR))
          if (!due || weeks.has(due.week)) continue
          weeks.add(due.week)
          firsts++
        }
        // Three weeks hold three Mondays; a fourth only where the start fell into a Monday's twelve hours.
        return firsts === weeks.size && firsts >= 3 && firsts <= 4
      }),
      { numRuns: 20 },
    )
  })

  it('is never due twice in six days', () => {
    for (const zone of zones) {
      const first = digestDue(zone, new Date('2026-03-02T15:00:00Z'))?.at
      if (!first) continue
      for (let hours = 12; hours < 6 * 24; hours++) expect(digestDue(zone, new Date(first.getTime() + hours * HOUR))).toBeNull()
      expect(digestDue(zone, new Date(first.getTime() + 7 * DAY + HOUR))).not.toBeNull()
    }
  })
})
