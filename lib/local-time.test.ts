import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MINUTE } from '@/lib/time'
import { momentOf, writtenIn } from './local-time'

describe('momentOf', () => {
  it.each<[string, string, string, string | null]>([
    ['in UTC', '2026-03-10T14:30', 'UTC', '2026-03-10T14:30:00.000Z'],
    ['in winter', '2026-03-10T14:30', 'Europe/Berlin', '2026-03-10T13:30:00.000Z'],
    ['in summer', '2026-06-10T14:30', 'Europe/Berlin', '2026-06-10T12:30:00.000Z'],
    ['a minute before the clocks skip an hour', '2026-03-29T01:59', 'Europe/Berlin', '2026-03-29T00:59:00.000Z'],
    ['in the hour that they skip', '2026-03-29T02:30', 'Europe/Berlin', null],
    ['as they have skipped it', '2026-03-29T03:00', 'Europe/Berlin', '2026-03-29T01:00:00.000Z'],
    ['in the hour that they show twice: the first', '2026-10-25T02:30', 'Europe/Berlin', '2026-10-25T00:30:00.000Z'],
    ['after it', '2026-10-25T03:00', 'Europe/Berlin', '2026-10-25T02:00:00.000Z'],
    ['west', '2026-03-08T02:30', 'America/New_York', null],
    ['half an hour is skipped', '2026-10-04T02:15', 'Australia/Lord_Howe', null],
    ['a quarter of an hour off', '2026-03-10T00:00', 'Asia/Kathmandu', '2026-03-09T18:15:00.000Z'],
    ['14 hours ahead', '2026-03-10T00:00', 'Pacific/Kiritimati', '2026-03-09T10:00:00.000Z'],
    ['midnight', '2026-03-10T00:00', 'Europe/Berlin', '2026-03-09T23:00:00.000Z'],
    ['no such day', '2026-02-30T10:00', 'UTC', null],
    ['no such hour', '2026-02-20T24:00', 'UTC', null],
    ['with a zone', '2026-02-20T10:00Z', 'UTC', null],
    ['nothing', '', 'UTC', null],
  ])('%s', (_name, written, zone, expected) => {
    expect(momentOf(written, zone)?.toISOString() ?? null).toBe(expected)
  })

  it('and what is written in the field belong together, in any zone', () => {
    const zones = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'Pacific/Apia']
    fc.assert(
      fc.property(fc.constantFrom(...zones), fc.integer({ min: Date.UTC(2026, 0) / MINUTE, max: Date.UTC(2028, 0) / MINUTE }), (zone, minutes) => {
        const written = writtenIn(new Date(minutes * MINUTE), zone)
        const moment = momentOf(written, zone)
        expect(moment).not.toBeNull()
        expect(writtenIn(moment ?? new Date(0), zone)).toBe(written)
      }),
    )
  })
})
