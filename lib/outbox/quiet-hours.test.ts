import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DAY, MINUTE } from '@/lib/time'
import { type QuietHours, quietUntil } from './quiet-hours'

const night = (timeZone: string, from = '22:00', to = '07:00'): QuietHours => ({ fromMinute: minutes(from), toMinute: minutes(to), timeZone })

function minutes(clock: string): number {
  const [hour = 0, minute = 0] = clock.split(':').map(Number)
  return hour * 60 + minute
}

const until = (hours: QuietHours, now: string) => quietUntil(hours, new Date(now))?.toISOString() ?? null

describe('quietUntil', () => {
  it.each<[string, QuietHours, string, string | null]>([
    ['the minute before they begin', night('UTC'), '2026-03-02T21:59:59.999Z', null],
    ['the moment they begin', night('UTC'), '2026-03-02T22:00:00Z', '2026-03-03T07:00:00.000Z'],
    ['after midnight', night('UTC'), '2026-03-03T03:12:45Z', '2026-03-03T07:00:00.000Z'],
    ['the last moment', night('UTC'), '2026-03-03T06:59:59.999Z', '2026-03-03T07:00:00.000Z'],
    ['the moment they end', night('UTC'), '2026-03-03T07:00:00Z', null],
    ['hours of one day', night('UTC', '12:00', '13:30'), '2026-03-03T12:15:00Z', '2026-03-03T13:30:00.000Z'],
    ['no length', night('UTC', '09:00', '09:00'), '2026-03-03T09:00:00Z', null],
    ['the zone’s clock counts', night('America/New_York'), '2026-03-02T04:00:00Z', '2026-03-02T12:00:00.000Z'],
    ['a zone with 45 minutes', night('Asia/Kathmandu'), '2026-03-02T17:00:00Z', '2026-03-03T01:15:00.000Z'],
    ['an unknown zone is UTC', night('Mars/Olympus'), '2026-03-02T23:00:00Z', '2026-03-03T07:00:00.000Z'],
    // Berlin, 29 March 2026: 02:00 becomes 03:00, so the night is an hour shorter.
    ['spring: the night before', night('Europe/Berlin'), '2026-03-28T22:30:00Z', '2026-03-29T05:00:00.000Z'],
    ['spring: an end that the clock skips comes with the skip', night('Europe/Berlin', '22:00', '02:30'), '2026-03-28T22:30:00Z', '2026-03-29T01:00:00.000Z'],
    ['spring: a start that the clock skips', night('Europe/Berlin', '02:30', '06:00'), '2026-03-29T01:00:00Z', '2026-03-29T04:00:00.000Z'],
    // Berlin, 25 October 2026: 03:00 becomes 02:00, so the night is an hour longer.
    ['autumn: the night before', night('Europe/Berlin'), '2026-10-24T21:00:00Z', '2026-10-25T06:00:00.000Z'],
    ['autumn: an end that strikes twice, the first time', night('Europe/Berlin', '22:00', '02:30'), '2026-10-24T21:00:00Z', '2026-10-25T00:30:00.000Z'],
    ['autumn: between the two', night('Europe/Berlin', '22:00', '02:30'), '2026-10-25T00:45:00Z', null],
    ['autumn: the same hour again', night('Europe/Berlin', '22:00', '02:30'), '2026-10-25T01:10:00Z', '2026-10-25T01:30:00.000Z'],
    // Lord Howe Island moves by half an hour.
    ['spring: the only minute outside is skipped that night', night('Europe/Berlin', '02:31', '02:30'), '2026-03-29T00:59:00Z', '2026-03-30T00:30:00.000Z'],
    ['spring: one minute outside, before the skip', night('Europe/Berlin', '00:01', '00:00'), '2026-03-29T00:59:00Z', '2026-03-29T22:00:00.000Z'],
    ['half an hour', night('Australia/Lord_Howe'), '2026-04-04T14:00:00Z', '2026-04-04T20:30:00.000Z'],
  ])('%s', (_name, hours, now, expected) => expect(until(hours, now)).toBe(expected))

  it('is the first minute outside, as a walk from minute to minute finds it', () => {
    const clocks = fc.integer({ min: 0, max: 1439 })
    const zone = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'America/Sao_Paulo', 'Africa/Casablanca')
    // Around the changes of the clocks, where it is hard, and anywhere.
    const change = fc.constantFrom(
      '2026-03-29T01:00Z',
      '2026-10-25T01:00Z',
      '2026-03-08T07:00Z',
      '2026-11-01T06:00Z',
      '2026-04-04T15:00Z',
      '2026-10-03T15:30Z',
      '2026-02-15T02:00Z',
    )
    fc.assert(
      fc.property(clocks, clocks, zone, change, fc.integer({ min: -36 * 60, max: 12 * 60 }), (fromMinute, toMinute, timeZone, around, offset) => {
        const hours = { fromMinute, toMinute, timeZone }
        const now = new Date(new Date(around).getTime() + offset * MINUTE)
        let walked: Date | null = null
        if (quietUntil(hours, now)) {
          walked = now
          while (quietUntil(hours, walked)) walked = new Date(walked.getTime() + MINUTE)
        }
        expect(quietUntil(hours, now)).toEqual(walked)
        if (walked) expect(walked.getTime() - now.getTime()).toBeLessThanOrEqual(2 * DAY)
      }),
      { numRuns: 40 },
    )
  })
})
