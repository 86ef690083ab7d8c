import { describe, expect, it } from 'vitest'
import { HOUR, MINUTE } from '@/lib/time'
import { type ImpactInterval, upRatioOf, uptimeDays, uptimeFrom } from './uptime'

const now = new Date('2026-03-10T12:00:00Z')
const longAgo = new Date('2025-01-01T00:00:00Z')
const on = (from: string, to: string | null, impact: ImpactInterval['impact'] = 'major_outage', incident = 1): ImpactInterval => ({
  incident,
  impact,
  from: new Date(`2026-03-${from}:00Z`),
  to: to === null ? null : new Date(`2026-03-${to}:00Z`),
})
const day = (intervals: ImpactInterval[], at: string, knownFrom = longAgo) =>
  uptimeDays(intervals, { now, days: 3, knownFrom }).find((one) => one.day === `2026-03-${at}`)

describe('uptimeDays', () => {
  const cases: [name: string, intervals: ImpactInterval[], at: string, upRatio: number | null][] = [
    ['a day without an incident is whole', [], '09', 1],
    ['a major outage counts whole', [on('09T00:00', '09T06:00')], '09', 0.75],
    ['a partial outage counts 30 %', [on('09T00:00', '09T06:00', 'partial_outage')], '09', 0.925],
    ['degraded performance does not count', [on('09T00:00', '09T06:00', 'degraded')], '09', 1],
    ['two incidents at once count once', [on('09T00:00', '09T06:00'), on('09T03:00', '09T06:00', 'major_outage', 2)], '09', 0.75],
    ['the worst of two counts at each moment', [on('09T00:00', '09T12:00', 'partial_outage'), on('09T06:00', '09T12:00', 'major_outage', 2)], '09', 0.675],
    ['one within another of the same kind adds nothing', [on('09T00:00', '09T12:00'), on('09T02:00', '09T04:00', 'partial_outage', 2)], '09', 0.5],
    ['only the part within the day counts', [on('08T18:00', '09T06:00')], '09', 0.75],
    ['and the other part on the day before', [on('08T18:00', '09T06:00')], '08', 0.75],
    ['one that ends with the day does not reach the next', [on('08T18:00', '09T00:00')], '09', 1],
    ['of today only what has passed counts', [on('10T09:00', '10T12:00')], '10', 0.75],
    ['an open one counts up to now', [on('10T06:00', null)], '10', 0.5],
    ['a planned beginning in the future does not count', [on('10T13:00', null)], '10', 1],
    ['one of no length is none', [on('09T06:00', '09T06:00')], '09', 1],
  ]
  it.each(cases)('%s', (_name, intervals, at, upRatio) => expect(day(intervals, at)?.upRatio).toBeCloseTo(upRatio as number, 10))

  it('says nothing of days before the system, and takes the rest of its first', () => {
    const knownFrom = new Date('2026-03-09T12:00:00Z')
    expect(day([], '08', knownFrom)?.upRatio).toBeNull()
    expect(day([on('09T00:00', '09T15:00')], '09', knownFrom)?.upRatio).toBeCloseTo(0.75, 10)
  })

  it('tells minutes by what was worst, and names the incidents', () => {
    const found = day(
      [on('09T00:00', '09T03:00', 'degraded'), on('09T01:00', '09T02:00', 'partial_outage', 7), on('09T01:30', '09T02:00', 'major_outage', 3)],
      '09',
    )
    expect(found).toMatchObject({ majorMs: 30 * MINUTE, partialMs: 30 * MINUTE, degradedMs: 2 * HOUR, incidents: [1, 3, 7] })
  })

  it('are whole UTC days, the last one today', () => {
    expect(uptimeDays([], { now, days: 3, knownFrom: longAgo }).map((one) => one.day)).toEqual(['2026-03-08', '2026-03-09', '2026-03-10'])
    expect(uptimeDays([], { now: new Date('2026-03-10T00:00:00Z'), days: 1, knownFrom: longAgo })).toMatchObject([{ day: '2026-03-10', upRatio: null }])
  })

  it('begin with the day that the rows are read from', () => {
    expect(uptimeDays([], { now, days: 90, knownFrom: longAgo })[0]?.day).toBe(uptimeFrom(now).toISOString().slice(0, 10))
  })
})

describe('upRatioOf', () => {
  it('weighs each day by how long it was known', () => {
    const intervals = [on('10T00:00', '10T12:00')]
    const options = { now, days: 3, knownFrom: new Date('2026-03-09T12:00:00Z') }
    // Twelve hours up on the 9th, twelve hours down on the 10th.
    expect(upRatioOf(uptimeDays(intervals, options), options)).toBeCloseTo(0.5, 10)
  })

  it('is nothing without a known day', () => {
    const options = { now, days: 2, knownFrom: now }
    expect(upRatioOf(uptimeDays([], options), options)).toBeNull()
  })
})
