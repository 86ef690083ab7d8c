import { describe, expect, it } from 'vitest'
import { DAY } from '@/lib/time'
import type { BalanceState, BudgetState } from './model'
import { periodWindows } from './period'
import { daysLabel, usageSentence } from './sentence'

const DOLLAR = 1_000_000
const now = new Date('2026-11-25T12:00:00Z')
const balance: BalanceState = {
  balanceMicros: 90 * DOLLAR,
  burnMicros: 3 * DOLLAR,
  typicalMicros: 84 * DOLLAR,
  days: 30,
  lastsUntil: new Date(now.getTime() + 30 * DAY),
  autoRefill: false,
  paymentMethodExpiresAt: null,
  described: true,
}
const budget: BudgetState = {
  monthAt: new Date('2026-11-01T00:00:00Z'),
  budgetMicros: 200 * DOLLAR,
  source: 'reported',
  reportedMicros: 200 * DOLLAR,
  spentMicros: 84.2 * DOLLAR,
  share: 0.421,
  projectedMicros: 101 * DOLLAR,
}

describe('the state in one sentence', () => {
  it.each<[string, { balance?: Partial<BalanceState>; budget?: Partial<BudgetState>; called?: boolean }, string]>([
    ['all is well', {}, 'You spent $84.20 in November so far, 42\u00a0% of the budget; the balance lasts until 25 Dec 2026'],
    ['no budget', { budget: { budgetMicros: null, share: null } }, 'You spent $84.20 in November so far; the balance lasts until 25 Dec 2026'],
    ['paid afterwards', { balance: { balanceMicros: null, days: null, lastsUntil: null } }, 'You spent $84.20 in November so far, 42\u00a0% of the budget'],
    [
      'will end over',
      { budget: { projectedMicros: 231.5 * DOLLAR } },
      '42\u00a0% of the budget is spent, and at this pace November ends at $231.50, $31.50 over it',
    ],
    ['balance for two days', { balance: { balanceMicros: 7 * DOLLAR, days: 2.3 } }, 'The balance of $7.00 lasts 2.3 days at $3.00 a day'],
    [
      'two days, but refilled',
      { balance: { days: 2.3, autoRefill: true } },
      'You spent $84.20 in November so far, 42\u00a0% of the budget; the balance lasts until 25 Dec 2026',
    ],
    ['used up', { balance: { balanceMicros: -DOLLAR, days: 0 } }, 'The balance is used up: calls that cost something may be refused'],
    ['budget spent to the cent', { budget: { spentMicros: 200 * DOLLAR, share: 1 } }, 'November’s budget of $200.00 is spent, with 5 days to go'],
    [
      'overspent, first of all',
      { balance: { days: 0.5 }, budget: { spentMicros: 212.4 * DOLLAR, share: 1.062 } },
      'November’s budget of $200.00 is spent, and $12.40 more, with 5 days to go',
    ],
    ['nothing called', { called: false, budget: { spentMicros: 0, share: 0, projectedMicros: 0 } }, 'Nothing was called in the last 28 days'],
  ])('%s', (_, { called = true, ...change }, sentence) => {
    expect(usageSentence({ balance: { ...balance, ...change.balance }, budget: { ...budget, ...change.budget }, now, called })).toBe(sentence)
  })
})

describe('periods', () => {
  it.each<[Parameters<typeof periodWindows>[0], string, [string, string], [string, string]]>([
    ['7d', '2026-11-25T23:59:00Z', ['2026-11-19', '2026-11-26'], ['2026-11-12', '2026-11-19']],
    ['28d', '2026-11-25T00:00:00Z', ['2026-10-29', '2026-11-26'], ['2026-10-01', '2026-10-29']],
    ['90d', '2026-11-25T12:00:00Z', ['2026-08-28', '2026-11-26'], ['2026-05-30', '2026-08-28']],
    ['month', '2026-11-25T12:00:00Z', ['2026-11-01', '2026-11-26'], ['2026-10-01', '2026-10-26']],
    ['month', '2026-03-31T12:00:00Z', ['2026-03-01', '2026-04-01'], ['2026-02-01', '2026-03-01']],
    ['month', '2026-01-01T00:00:00Z', ['2026-01-01', '2026-01-02'], ['2025-12-01', '2025-12-02']],
  ])('%s at %s', (period, at, window, previous) => {
    const day = (moment: Date) => moment.toISOString().slice(0, 10)
    const found = periodWindows(period, new Date(at))
    expect([day(found.window.from), day(found.window.to)]).toEqual(window)
    expect([day(found.previous.from), day(found.previous.to)]).toEqual(previous)
  })
})

describe('days', () => {
  it.each<[number, string]>([
    [0, 'less than a day'],
    [0.99, 'less than a day'],
    [1, 'one day'],
    [1.09, 'one day'],
    [1.1, '1.1 days'],
    [1.99, '1.9 days'],
    [2, '2 days'],
    [2.999, '2.9 days'],
    [3, '3 days'],
    [27.9, '27 days'],
    [1_234.5, '1,234 days'],
  ])('%s', (days, label) => expect(daysLabel(days)).toBe(label))
})
