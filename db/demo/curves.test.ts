import { describe, expect, it } from 'vitest'
import { DAY, HOUR } from '@/lib/time'
import { SLOT, SLOTS_A_DAY, trafficAt, zoneOffset } from './curves'

// Monday.
const monday = Date.UTC(2026, 2, 16)

describe('trafficAt', () => {
  it.each(['business', 'evening', 'steady', 'nightly'] as const)('%s: one on average over a week', (shape) => {
    let total = 0
    for (let slot = 0; slot < 7 * SLOTS_A_DAY; slot++) total += trafficAt(shape, monday + slot * SLOT, 0)
    expect(total / (7 * SLOTS_A_DAY)).toBeCloseTo(1, 6)
  })

  it.each([
    ['business, Monday 10:00 against 03:00', 'business', 10 * HOUR, 3 * HOUR],
    ['business, Monday against Sunday at 10:00', 'business', 10 * HOUR, 6 * DAY + 10 * HOUR],
    ['evening, 20:00 against 09:00', 'evening', 20 * HOUR, 9 * HOUR],
    ['nightly, 02:00 against 12:00', 'nightly', 2 * HOUR, 12 * HOUR],
  ] as const)('%s: more than twice as much', (_, shape, busy, quiet) => {
    expect(trafficAt(shape, monday + busy, 0)).toBeGreaterThan(2 * trafficAt(shape, monday + quiet, 0))
  })

  it('follows the zone: 10:00 in Tokyo is 01:00 UTC', () => {
    expect(trafficAt('business', monday + HOUR, zoneOffset('Asia/Tokyo', monday))).toBe(trafficAt('business', monday + 10 * HOUR, 0))
  })
})

describe('zoneOffset', () => {
  it.each<[string, string, number, string?]>([
    ['UTC', '2026-01-15', 0],
    ['Europe/Berlin in winter', '2026-01-15', 60, 'Europe/Berlin'],
    ['Europe/Berlin in summer', '2026-07-15', 120, 'Europe/Berlin'],
    ['half hours', '2026-01-15', 330, 'Asia/Kolkata'],
    ['west of Greenwich', '2026-01-15', -480, 'America/Los_Angeles'],
  ])('%s', (_, day, minutes, zone = 'UTC') => {
    expect(zoneOffset(zone, Date.parse(day))).toBe(minutes)
  })
})
