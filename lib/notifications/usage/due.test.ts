import { describe, expect, it } from 'vitest'
import { summaryDue } from './due'

describe('the summary of a month is due', () => {
  it.each<[string, string, string, string | null]>([
    ['at nine in UTC', 'UTC', '2026-12-01T09:00:00Z', '2026-11'],
    ['not a minute before', 'UTC', '2026-12-01T08:59:59Z', null],
    ['up to twelve hours later', 'UTC', '2026-12-01T20:59:59Z', '2026-11'],
    ['not after that', 'UTC', '2026-12-01T21:00:00Z', null],
    ['not on the 2nd', 'UTC', '2026-12-02T09:00:00Z', null],
    ['of December in January', 'UTC', '2027-01-01T09:30:00Z', '2026-12'],
    ['at nine in Berlin, winter', 'Europe/Berlin', '2026-12-01T08:00:00Z', '2026-11'],
    ['at nine in Berlin, summer', 'Europe/Berlin', '2026-07-01T07:00:00Z', '2026-06'],
    ['not at eight in Berlin', 'Europe/Berlin', '2026-12-01T07:59:00Z', null],
    ['the day after the clocks change', 'America/New_York', '2026-11-01T14:00:00Z', '2026-10'],
    ['in Auckland, while it is still the month before in UTC', 'Pacific/Auckland', '2026-11-30T20:00:00Z', '2026-11'],
    ['in Honolulu', 'Pacific/Honolulu', '2026-12-01T19:00:00Z', '2026-11'],
    ['in a zone that nobody knows, as in UTC', 'Mars/Olympus', '2026-12-01T09:00:00Z', '2026-11'],
  ])('%s', (_, zone, now, month) => {
    expect(summaryDue(zone, new Date(now))?.toISOString() ?? null).toBe(month === null ? null : `${month}-01T00:00:00.000Z`)
  })
})
