import { describe, expect, it } from 'vitest'
import { someRule } from '@/tests/support/alert-rule'
import { evaluate, type Reading, recoveryLine, type Verdict } from './evaluate'
import type { AlertRule } from './rule'

const values = (rule: Partial<AlertRule>, cases: [string, number | null, Verdict['outcome']][]) => {
  it.each(cases)('%s', (_, value, outcome) => {
    expect(evaluate(someRule(rule), { type: 'value', value }).outcome).toBe(outcome)
  })
}

describe('above a threshold', () => {
  values({ operator: 'gt', threshold: 100 }, [
    ['is bad above it', 100.0001, 'breaching'],
    ['is not bad at it', 100, 'in_between'],
    ['is in between down to 10 % below', 90.0001, 'in_between'],
    ['has recovered at 10 % below', 90, 'clear'],
    ['has recovered below that', -5, 'clear'],
    ['without a value is missing', null, 'missing'],
    ['what is no number is invalid', Number.NaN, 'invalid'],
    ['what is infinite is invalid', Number.POSITIVE_INFINITY, 'invalid'],
  ])
})

describe('below a threshold, where a plain 0.9 would resolve while it is still bad', () => {
  values({ operator: 'lt', threshold: 5 }, [
    ['is bad below it', 4.9999, 'breaching'],
    ['is bad at nine tenths of it', 4.5, 'breaching'],
    ['is not bad at it', 5, 'in_between'],
    ['is in between up to 10 % above', 5.4999, 'in_between'],
    ['has recovered at 10 % above', 5.5, 'clear'],
  ])
})

describe('a negative threshold', () => {
  values({ operator: 'gt', threshold: -10 }, [
    ['is bad above it', -9, 'breaching'],
    ['is in between at it', -10, 'in_between'],
    ['has recovered 10 % of its size further down', -11, 'clear'],
  ])
  values({ operator: 'lt', threshold: -10 }, [
    ['is bad below it', -10.5, 'breaching'],
    ['is in between above it', -9.5, 'in_between'],
    ['has recovered 10 % of its size further up', -9, 'clear'],
  ])
})

describe('a threshold of zero has no part to be back by', () => {
  values({ operator: 'gt', threshold: 0 }, [
    ['above is bad', 0.001, 'breaching'],
    ['zero is fine', 0, 'clear'],
  ])
  values({ operator: 'lt', threshold: 0 }, [
    ['below is bad', -0.001, 'breaching'],
    ['zero is fine', 0, 'clear'],
  ])
})

describe('equal to a value', () => {
  values({ operator: 'eq', threshold: 3 }, [
    ['is bad at it', 3, 'breaching'],
    ['is fine next to it', 3.0001, 'clear'],
  ])
  it('has no line but itself', () => expect(recoveryLine('eq', 3)).toBe(3))
})

describe('what is said', () => {
  it.each<[string, Partial<AlertRule>, Reading, string]>([
    ['a ratio', { metric: 'api_error_ratio', threshold: 0.02 }, { type: 'value', value: 0.034 }, '3.4 %, above 2 %.'],
    [
      'a duration',
      { metric: 'api_request_duration_ms', threshold: 1000 },
      { type: 'value', value: 950 },
      '950 ms, no longer above 1 s, but not yet past 900 ms.',
    ],
    [
      'a rate',
      { metric: 'api_requests_total', aggregation: 'rate', operator: 'lt', threshold: 10 },
      { type: 'value', value: 40 },
      '40 a minute, not below 10 a minute.',
    ],
    ['nothing', { windowMinutes: 5 }, { type: 'value', value: null }, 'No value in 5 minutes.'],
    ['a change', { kind: 'change', options: { percent: 50 } }, { type: 'compared', value: 40, before: 100 }, '40, 60 % less than the 1 minute before (100).'],
    ['an age', { kind: 'absence', options: { minutes: 10 } }, { type: 'age', minutes: 12 }, 'The newest value is 12 minutes old.'],
  ])('%s', (_, rule, reading, reason) => {
    expect(evaluate(someRule(rule), reading).reason.replaceAll('\u00a0', ' ')).toBe(reason)
  })
})

describe('an anomaly', () => {
  const rule = (options: AlertRule['options'] = {}) => someRule({ kind: 'anomaly', options: { z: 3, ...options } })
  const reading = (given: Partial<Extract<Reading, { type: 'baseline' }>>): Reading => ({
    type: 'baseline',
    value: 100,
    mean: 100,
    deviation: 10,
    samples: 20,
    ...given,
  })
  it.each<[string, AlertRule['options'], Parameters<typeof reading>[0], Verdict['outcome'], Verdict['worse']]>([
    ['is bad three deviations above', {}, { value: 130 }, 'breaching', 'up'],
    ['is bad three deviations below', {}, { value: 70 }, 'breaching', 'down'],
    ['is in between at 2.8', {}, { value: 128 }, 'in_between', 'up'],
    ['is fine at 2.7', {}, { value: 127 }, 'clear', 'up'],
    ['a fall is fine where only a rise is watched', { direction: 'up' }, { value: 10 }, 'clear', 'up'],
    ['a rise is fine where only a fall is watched', { direction: 'down' }, { value: 500 }, 'clear', 'down'],
    ['needs seven days to compare with', {}, { value: 130, samples: 6 }, 'missing', null],
    ['has enough with seven', {}, { value: 130, samples: 7 }, 'breaching', 'up'],
    ['without deviation a hundredth of the level stands in: 2 % off', {}, { value: 102, deviation: 0 }, 'clear', 'up'],
    ['without deviation a hundredth of the level stands in: 4 % off', {}, { value: 104, deviation: 0 }, 'breaching', 'up'],
    ['where there never was anything, anything is bad', {}, { value: 1, mean: 0, deviation: 0 }, 'breaching', 'up'],
    ['where there never was anything, nothing is fine', {}, { value: 0, mean: 0, deviation: 0 }, 'clear', 'up'],
    ['without a value is missing', {}, { value: null }, 'missing', null],
    ['what is no number is invalid', {}, { value: Number.NaN }, 'invalid', null],
  ])('%s', (_, options, given, outcome, worse) => {
    expect(evaluate(rule(options), reading(given))).toMatchObject({ outcome, worse })
  })
  it('without its figure is invalid', () => expect(evaluate(someRule({ kind: 'anomaly' }), reading({})).outcome).toBe('invalid'))
})

describe('a change', () => {
  it.each<[string, AlertRule['options'], number | null, number | null, Verdict['outcome']]>([
    ['is bad at the percentage', { percent: 50 }, 150, 100, 'breaching'],
    ['is bad the other way too', { percent: 50 }, 50, 100, 'breaching'],
    ['is in between a little before it', { percent: 50 }, 146, 100, 'in_between'],
    ['is fine at nine tenths of it', { percent: 50 }, 145, 100, 'clear'],
    ['only a rise', { percent: 50, direction: 'up' }, 10, 100, 'clear'],
    ['only a fall', { percent: 50, direction: 'down' }, 40, 100, 'breaching'],
    ['of a negative level goes by its size', { percent: 50, direction: 'down' }, -20, -10, 'breaching'],
    ['from nothing has no percentage', { percent: 50 }, 5, 0, 'missing'],
    ['from nothing to nothing is fine', { percent: 50 }, 0, 0, 'clear'],
    ['needs something to compare with', { percent: 50 }, 5, null, 'missing'],
    ['needs a value', { percent: 50 }, null, 5, 'missing'],
    ['without its percentage is invalid', {}, 5, 5, 'invalid'],
  ])('%s', (_, options, value, before, outcome) => {
    expect(evaluate(someRule({ kind: 'change', options }), { type: 'compared', value, before }).outcome).toBe(outcome)
  })
})

describe('an absence and a schedule', () => {
  it.each<[string, Partial<AlertRule>, Reading, Verdict['outcome']]>([
    ['is bad from its minutes on', { kind: 'absence', options: { minutes: 10 } }, { type: 'age', minutes: 10 }, 'breaching'],
    ['is fine before', { kind: 'absence', options: { minutes: 10 } }, { type: 'age', minutes: 9.9 }, 'clear'],
    ['of what never was is missing', { kind: 'absence', options: { minutes: 10 } }, { type: 'age', minutes: null }, 'missing'],
    ['without its minutes is invalid', { kind: 'absence' }, { type: 'age', minutes: 3 }, 'invalid'],
    ['is told when it is due', { kind: 'schedule' }, { type: 'due', minutes: 0 }, 'breaching'],
    ['is fine otherwise', { kind: 'schedule' }, { type: 'due', minutes: null }, 'clear'],
  ])('%s', (_, rule, reading, outcome) => {
    expect(evaluate(someRule(rule), reading).outcome).toBe(outcome)
  })
})

describe('an error budget', () => {
  const rule = (options: AlertRule['options'] = {}) => someRule({ kind: 'burn_rate', options: { objective: 0.99, windowDays: 7, ...options } })
  /** Bad events of a thousand in 5 minutes, 30 minutes, an hour, 6 hours. */
  const burn = (...bad: [number, number, number, number]): Reading => ({
    type: 'burn',
    windows: [5, 30, 60, 360].map((minutes, i) => ({ minutes, bad: bad[i] ?? 0, total: 1000 })),
  })
  /** Three of three were bad in every window; so many events in seven days. */
  const few = (events: number): Reading => ({
    type: 'burn',
    windows: [...[5, 30, 60, 360].map((minutes) => ({ minutes, bad: 3, total: 3 })), { minutes: 7 * 1440, bad: 3, total: events }],
  })
  it.each<[string, AlertRule['options'], Reading, Verdict['outcome'], string]>([
    ['burns fast: an hour and five minutes at 3.36 times', {}, burn(33.6, 0, 33.6, 0), 'breaching', 'critical'],
    ['is over when the short window is', {}, burn(0, 0, 200, 0), 'clear', 'warning'],
    ['is not yet when only the short window is bad', {}, burn(500, 0, 20, 0), 'clear', 'warning'],
    ['burns slowly: six hours and half an hour at 1.4 times', {}, burn(0, 14, 14, 14), 'breaching', 'warning'],
    ['is in between a little below', {}, burn(0, 13.5, 13.5, 13.5), 'in_between', 'warning'],
    ['is fine at nine tenths', {}, burn(0, 12.6, 12.6, 12.6), 'clear', 'warning'],
    ['over 30 days tolerates the same speed', { windowDays: 30 }, burn(50, 50, 50, 50), 'clear', 'warning'],
    ['over 30 days burns fast at 14.4 times', { windowDays: 30 }, burn(144, 0, 144, 0), 'breaching', 'critical'],
    ['with little traffic so many bad events are enough', { minBad: 5 }, burn(0, 0, 0, 5), 'breaching', 'warning'],
    ['one fewer is not', { minBad: 6 }, burn(0, 0, 0, 5), 'clear', 'warning'],
    ['is not judged by too few events in its days', { minEvents: 100 }, few(99), 'clear', 'warning'],
    ['is judged from just so many on', { minEvents: 100 }, few(100), 'breaching', 'critical'],
    [
      'is not judged where nobody has counted its days',
      { minEvents: 1 },
      { type: 'burn', windows: [5, 30, 60, 360].map((minutes) => ({ minutes, bad: 3, total: 3 })) },
      'clear',
      'warning',
    ],
    ['of few events tells of a number of bad ones all the same', { minEvents: 100, minBad: 3 }, few(99), 'breaching', 'warning'],
  ])('%s', (_, options, reading, outcome, severity) => {
    expect(evaluate(rule(options), reading)).toMatchObject({ outcome, severity })
  })
  it('without events is missing', () => {
    expect(evaluate(rule(), { type: 'burn', windows: [] }).outcome).toBe('missing')
  })
  it('without an objective is invalid', () => {
    expect(evaluate(someRule({ kind: 'burn_rate' }), burn(0, 0, 0, 0)).outcome).toBe('invalid')
  })
})
