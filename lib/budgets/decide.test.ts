import { describe, expect, it } from 'vitest'
import { HOUR, MINUTE } from '@/lib/time'
import { type Judgement, judge, type KnownAlert, type Reading, reachedLevels, type Transition, transition } from './decide'
import type { ConsumerAlertKind } from './model'

const DOLLAR = 1_000_000

/** A dollar a day for four weeks, money for ten days, half of the budget spent, an ordinary hour. */
const calm: Reading = {
  balanceMicros: 10 * DOLLAR,
  autoRefill: false,
  budgetMicros: 30 * DOLLAR,
  monthMicros: 15 * DOLLAR,
  week: { spendMicros: 7 * DOLLAR, days: 7 },
  fourWeeks: { spendMicros: 28 * DOLLAR, days: 28 },
  hourCalls: 100,
  usualCalls: 100,
}

describe('judging', () => {
  it.each<[string, ConsumerAlertKind, Partial<Reading>, Judgement['state']]>([
    ['ten days left', 'low_balance', {}, 'clear'],
    ['a cent under three days', 'low_balance', { balanceMicros: 3 * DOLLAR - 10_000 }, 'breaching'],
    ['three days', 'low_balance', { balanceMicros: 3 * DOLLAR }, 'holding'],
    ['a cent under four days', 'low_balance', { balanceMicros: 4 * DOLLAR - 10_000 }, 'holding'],
    ['four days', 'low_balance', { balanceMicros: 4 * DOLLAR }, 'clear'],
    ['ten percent of what 28 days cost', 'low_balance', { balanceMicros: 2.8 * DOLLAR }, 'breaching'],
    ['enough for the mean, not for the last week', 'low_balance', { balanceMicros: 5 * DOLLAR, week: { spendMicros: 14 * DOLLAR, days: 7 } }, 'breaching'],
    ['a quiet week lulls nobody', 'low_balance', { balanceMicros: 2 * DOLLAR, week: { spendMicros: 0, days: 7 } }, 'breaching'],
    ['refilled: two days are enough', 'low_balance', { balanceMicros: 2 * DOLLAR, autoRefill: true }, 'clear'],
    ['refilled: the refill did not come', 'low_balance', { balanceMicros: 0.9 * DOLLAR, autoRefill: true }, 'breaching'],
    ['used up', 'low_balance', { balanceMicros: 0 }, 'breaching'],
    ['in debt', 'low_balance', { balanceMicros: -DOLLAR }, 'breaching'],
    ['no balance reported', 'low_balance', { balanceMicros: null }, 'clear'],
    ['nothing spent', 'low_balance', { balanceMicros: 0, week: { spendMicros: 0, days: 0 }, fourWeeks: { spendMicros: 0, days: 0 } }, 'clear'],
    [
      'a newcomer of two days',
      'low_balance',
      { balanceMicros: 2 * DOLLAR, week: { spendMicros: 2 * DOLLAR, days: 2 }, fourWeeks: { spendMicros: 2 * DOLLAR, days: 2 } },
      'breaching',
    ],

    ['half spent', 'budget_exceeded', {}, 'clear'],
    ['95 %', 'budget_exceeded', { monthMicros: 28.5 * DOLLAR }, 'clear'],
    ['between 95 and 100 %', 'budget_exceeded', { monthMicros: 29 * DOLLAR }, 'holding'],
    ['a micro under', 'budget_exceeded', { monthMicros: 30 * DOLLAR - 1 }, 'holding'],
    ['exactly', 'budget_exceeded', { monthMicros: 30 * DOLLAR }, 'breaching'],
    ['no budget', 'budget_exceeded', { budgetMicros: null }, 'clear'],
    ['a budget of nothing, nothing spent', 'budget_exceeded', { budgetMicros: 0, monthMicros: 0 }, 'clear'],
    ['a budget of nothing, something spent', 'budget_exceeded', { budgetMicros: 0, monthMicros: 1 }, 'breaching'],

    ['an ordinary hour', 'usage_spike', {}, 'clear'],
    ['three times little is still little', 'usage_spike', { usualCalls: 10, hourCalls: 150 }, 'clear'],
    ['the floor', 'usage_spike', { usualCalls: 10, hourCalls: 300 }, 'breaching'],
    ['one call under three times', 'usage_spike', { usualCalls: 1_000, hourCalls: 2_999 }, 'holding'],
    ['three times', 'usage_spike', { usualCalls: 1_000, hourCalls: 3_000 }, 'breaching'],
    ['under two thirds of that', 'usage_spike', { usualCalls: 1_000, hourCalls: 1_999 }, 'clear'],
    ['two thirds', 'usage_spike', { usualCalls: 1_000, hourCalls: 2_000 }, 'holding'],
    ['much, and nobody knows what is usual', 'usage_spike', { usualCalls: null, hourCalls: 90_000 }, 'holding'],
  ])('%s: %s', (_, kind, change, state) => {
    expect(judge(kind, { ...calm, ...change }).state).toBe(state)
  })

  it('says what it measured and against what', () => {
    expect(judge('low_balance', { ...calm, balanceMicros: DOLLAR })).toMatchObject({ value: DOLLAR, threshold: 3 * DOLLAR })
    expect(judge('budget_exceeded', { ...calm, monthMicros: 31 * DOLLAR })).toMatchObject({ value: 31 * DOLLAR, threshold: 30 * DOLLAR })
    expect(judge('usage_spike', { ...calm, usualCalls: 200, hourCalls: 900 })).toMatchObject({ value: 900, threshold: 600 })
  })
})

describe('alerts', () => {
  const now = new Date('2026-03-10T12:00:00Z')
  const known = (minutesAgo: number, open: boolean): KnownAlert => ({ id: 'a', firedAt: new Date(now.getTime() - minutesAgo * MINUTE), open })
  it.each<[string, Judgement['state'], KnownAlert | null, Transition]>([
    ['begins', 'breaching', null, { kind: 'fire' }],
    ['does not begin half way', 'holding', null, null],
    ['goes on', 'breaching', known(10, true), null],
    ['goes on half way', 'holding', known(600, true), null],
    ['ends', 'clear', known(600, true), { kind: 'resolve', id: 'a' }],
    ['ends however young', 'clear', known(1, true), { kind: 'resolve', id: 'a' }],
    ['comes back within the hour: the same one', 'breaching', known(59, false), { kind: 'reopen', id: 'a' }],
    ['comes back after the hour: a new one', 'breaching', known(60, false), { kind: 'fire' }],
    ['stays away', 'clear', known(10, false), null],
  ])('%s', (_, state, before, expected) => {
    expect(transition({ state, value: 0, threshold: 0 }, before, now)).toEqual(expected)
  })

  it('the cooldown is an hour', () =>
    expect(transition({ state: 'breaching', value: 0, threshold: 0 }, { id: 'a', firedAt: new Date(now.getTime() - HOUR), open: false }, now)).toEqual({
      kind: 'fire',
    }))
})

describe('levels of the budget', () => {
  it.each<[string, number, number | null, number[]]>([
    ['nothing spent', 0, 100, []],
    ['a micro under half', 49.999999, 100, []],
    ['half', 50, 100, [50]],
    ['79 %', 79, 100, [50]],
    ['80 %', 80, 100, [50, 80]],
    ['90 %', 90, 100, [50, 80, 90]],
    ['everything', 100, 100, [50, 80, 90, 100]],
    ['more than that', 400, 100, [50, 80, 90, 100]],
    ['no budget', 400, null, []],
    ['a budget of nothing', 0.01, 0, [50, 80, 90, 100]],
    ['a refund', -5, 100, []],
  ])('%s', (_, spent, budget, levels) => {
    expect(reachedLevels(spent * DOLLAR, budget === null ? null : budget * DOLLAR)).toEqual(levels)
  })
})
