import { describe, expect, it } from 'vitest'
import { DAY, MINUTE } from '@/lib/time'
import type { Stop } from './clock'
import { type GateFacts, judge, type Outcome } from './judge'

const midnight = Date.parse('2026-03-01T00:00:00Z')
const now = new Date('2026-03-01T04:00:00Z')

/** 28 days: the newest as given (calls, percent failed), the ones before with 100 good calls each. */
function rates(newest: [calls: number, percent: number][], before = 100): { dayMs: number; calls: number; errors: number }[] {
  const days = [...Array.from({ length: 28 - newest.length }, (): [number, number] => [before, 0]), ...newest]
  return days.map(([calls, percent], i) => ({ dayMs: midnight - (28 - i) * DAY, calls, errors: Math.round((calls * percent) / 100) }))
}
const times = (n: number, day: [number, number]): [number, number][] => Array.from({ length: n }, () => day)
const bad: [number, number] = [100, 6]
const good: [number, number] = [100, 5]
const none: [number, number] = [0, 0]
const few: [number, number] = [29, 100]
const stop = (from: number, to: number | null): Stop => ({ fromMs: midnight + from * DAY, toMs: to === null ? null : midnight + to * DAY, label: 'INC' })

describe('error rates', () => {
  it.each<[string, [number, number][], Outcome, Stop[]?]>([
    ['seven days above', times(7, bad), 'breaching'],
    ['six days above', times(6, bad), 'between'],
    ['at the threshold is not above it', times(7, good), 'healed'],
    ['a fine day in between starts anew', [...times(6, bad), good, ...times(6, bad)], 'between'],
    ['seven days, then one fine', [...times(7, bad), good], 'between'],
    ['seven days, then two fine', [...times(7, bad), good, good], 'between'],
    ['seven days, then three fine', [...times(7, bad), good, good, good], 'healed'],
    ['two fine, one bad, two fine', [...times(7, bad), good, good, bad, good, good], 'between'],
    ['days without traffic in between are skipped', [...times(4, bad), none, none, ...times(3, bad)], 'breaching'],
    ['a day of 29 calls that all fail counts neither way', [...times(6, bad), few], 'between'],
    ['a day of 29 calls interrupts nothing', [...times(4, bad), few, ...times(3, bad)], 'breaching'],
    ['a day of 30 calls counts', [...times(6, bad), [30, 10]], 'breaching'],
    ['days without traffic heal nothing', [...times(7, bad), none, none, none], 'breaching'],
    ['good days with too few calls heal nothing', [...times(7, bad), [29, 0], [29, 0], [29, 0]], 'breaching'],
    ['healed over days without traffic', [...times(7, bad), good, none, good, none, good], 'healed'],
    ['a day wholly inside an incident does not count', times(7, bad), 'between', [stop(-3, -2)]],
    ['a day that is partly inside does', times(7, bad), 'breaching', [stop(-3, -2.01)]],
    ['good days inside an incident heal nothing', [...times(7, bad), good, good, good], 'breaching', [stop(-3, 0)]],
  ])('%s', (_name, days, expected, stops = []) => {
    expect(judge({ type: 'error_rate_elevated', days: rates(days) }, stops, now).outcome).toBe(expected)
  })

  it('too little data is no reason to keep what has healed', () => {
    const days = rates([...times(7, [30, 50]), ...times(3, [30, 0])], 0)
    expect(judge({ type: 'error_rate_elevated', days }, [], now).outcome).toBe('healed')
  })

  it('999 calls are insufficient, one more is enough', () => {
    const with_ = (extra: number): GateFacts => ({ type: 'error_rate_critical', days: rates([[extra, 0], ...times(7, [100, 11])], 0) })
    expect(judge(with_(299), [], now).outcome).toBe('insufficient')
    expect(judge(with_(300), [], now).outcome).toBe('breaching')
  })

  it('the critical gate looks at 10 %', () => {
    const outcome = (percent: number) => judge({ type: 'error_rate_critical', days: rates(times(7, [100, percent])) }, [], now).outcome
    expect([10, 11].map(outcome)).toEqual(['healed', 'breaching'])
  })

  it('says how far it is, with figures', () => {
    const { evidence, watching } = judge({ type: 'error_rate_elevated', days: rates(times(4, bad)) }, [], now)
    expect(watching).toBe(true)
    expect(evidence).toMatchObject({ reached: 4, needed: 7, healing: { reached: 0, needed: 3 }, threshold: 0.05 })
    expect(evidence.summary.replaceAll('\u00a0', ' ')).toBe('The error rate was above 5 % on 4 days in a row, most recently 6 % of 100 calls.')
  })
})

describe('health_down', () => {
  const every = (minutes: number, hours: number, endMinutesAgo = 5) => {
    const n = Math.round((hours * 60) / minutes)
    return Array.from({ length: n }, (_, i) => now.getTime() - endMinutesAgo * MINUTE - (n - 1 - i) * minutes * MINUTE)
  }
  const down = (downMs: number[]): GateFacts => ({
    type: 'health_down',
    hasEndpoint: true,
    probes: { newestMs: downMs.at(-1) ?? 0, newestDown: true, downMs },
  })
  it.each<[string, GateFacts, Outcome, Stop[]?]>([
    ['exactly 48 hours', down(every(5, 48)), 'between'],
    ['five minutes more', down(every(5, 48 + 1 / 12)), 'breaching'],
    ['a probe an hour', down(every(60, 50)), 'breaching'],
    ['probes two hours apart vouch for five minutes each', down(every(120, 200)), 'between', []],
    ['a gap of a day does not count', down([...every(5, 27, 25 * 60), ...every(5, 20)]), 'between'],
    ['nobody has asked for two hours', down(every(5, 60, 125)), 'insufficient'],
    ['hours inside an incident do not count', down(every(5, 60)), 'between', [stop(-1, -0.4)]],
    ['never asked', { type: 'health_down', hasEndpoint: true, probes: null }, 'insufficient'],
    ['answers again', { type: 'health_down', hasEndpoint: true, probes: { newestMs: now.getTime(), newestDown: false, downMs: [] } }, 'healed'],
    ['no endpoint', { type: 'health_down', hasEndpoint: false, probes: null }, 'gone'],
  ])('%s', (_name, facts, expected, stops = []) => {
    expect(judge(facts, stops, now).outcome).toBe(expected)
  })

  it('counts whole hours', () => {
    expect(judge(down(every(5, 13)), [], now).evidence).toMatchObject({ reached: 13, needed: 48 })
  })
})

describe('low_score', () => {
  const receipts = (scores: (number | null)[]) =>
    scores.flatMap((score, i) => (score === null ? [] : [{ dayMs: midnight - (scores.length - 1 - i) * DAY, score }]))
  const low = (n: number) => Array.from({ length: n }, () => 39.9)
  it.each<[string, (number | null)[], Outcome, Stop[]?]>([
    ['30 receipts under 40', low(30), 'breaching'],
    ['29', low(29), 'between'],
    ['40 is not under 40', [...low(30), 40], 'healed'],
    ['one receipt at 40 starts anew', [...low(15), 40, ...low(29)], 'between'],
    ['a missing receipt neither breaches nor heals', [...low(15), null, ...low(14)], 'between'],
    ['nor interrupts', [...low(15), null, null, ...low(15)], 'breaching'],
    ['no score yet', [], 'insufficient'],
    ['days wholly inside an incident do not count', low(30), 'between', [stop(-5, -4)]],
  ])('%s', (_name, scores, expected, stops = []) => {
    expect(judge({ type: 'low_score', receipts: receipts(scores) }, stops, now).outcome).toBe(expected)
  })
})

describe('dormant', () => {
  const quiet = (lastCallDaysAgo: number | null, publishedDaysAgo = 400, knownDaysAgo: number | null = 400): GateFacts => ({
    type: 'dormant',
    publishedMs: midnight - publishedDaysAgo * DAY,
    lastCallDayMs: lastCallDaysAgo === null ? null : midnight - lastCallDaysAgo * DAY,
    knownSinceMs: knownDaysAgo === null ? null : midnight - knownDaysAgo * DAY,
  })
  it.each<[string, GateFacts, Outcome, Stop[]?]>([
    ['60 whole days without a call', quiet(61), 'breaching'],
    ['59', quiet(60), 'healed'],
    ['called today', quiet(0), 'healed'],
    ['never called, published 60 days ago', quiet(null, 60), 'breaching'],
    ['never called, published 59 days ago', quiet(null, 59), 'between'],
    ['a day wholly inside an incident does not count', quiet(61), 'between', [stop(-10, -9)]],
    ['but more quiet makes up for it', quiet(62), 'breaching', [stop(-10, -9)]],
    ['what was before the first known call counts for nothing', quiet(null, 400, 30), 'between'],
    ['nothing is known of any tool', quiet(null, 400, null), 'between'],
  ])('%s', (_name, facts, expected, stops = []) => {
    expect(judge(facts, stops, now).outcome).toBe(expected)
  })
})
