import { describe, expect, it } from 'vitest'
import type { ToolUsage, UsageSummary } from '@/lib/budgets/model'
import { composeAlert, composeSummary, composeWarning } from './compose'

const DOLLAR = 1_000_000
const now = new Date('2026-12-01T09:00:00Z')
const usage = {
  invocations: 1_000,
  rated: 1_000,
  errors: 50,
  ownErrors: 20,
  errorRatio: 0.05,
  ownErrorRatio: 0.02,
  avgLatencyMs: 300,
  spendMicros: 90 * DOLLAR,
}
const tool = (name: string, spend: number, invocations = 100): ToolUsage => ({
  ...usage,
  toolId: name,
  name,
  category: 'text',
  invocations,
  spendMicros: spend * DOLLAR,
  spendShare: spend / 90,
  budgetShare: spend / 100,
  change: null,
  previous: { invocations: 0, spendMicros: 0 },
})
const summary: UsageSummary = {
  organizationId: 'org',
  consumerId: 'consumer',
  period: 'month',
  from: new Date('2026-11-01T00:00:00Z'),
  to: new Date('2026-12-01T00:00:00Z'),
  state: '',
  totals: usage,
  previous: { ...usage, spendMicros: 60 * DOLLAR, invocations: 0, ownErrorRatio: 0.01, avgLatencyMs: null },
  tools: [tool('Free', 0, 900), tool('B', 20), tool('A', 40), tool('C', 30)],
  balance: {
    balanceMicros: 12 * DOLLAR,
    burnMicros: 4 * DOLLAR,
    typicalMicros: 84 * DOLLAR,
    days: 3,
    lastsUntil: null,
    autoRefill: false,
    paymentMethodExpiresAt: null,
    described: true,
  },
  budget: {
    monthAt: new Date('2026-11-01T00:00:00Z'),
    budgetMicros: 100 * DOLLAR,
    source: 'reported',
    reportedMicros: 100 * DOLLAR,
    spentMicros: 90 * DOLLAR,
    share: 0.9,
    projectedMicros: 130 * DOLLAR,
  },
  alerts: [{ id: 'a', kind: 'low_balance', firedAt: now, resolvedAt: null, value: 12 * DOLLAR, threshold: 12 * DOLLAR }],
  warnings: [],
}
const mail = { organizationName: 'Orchard', simulated: false, summary, consoleUrl: 'https://p.example', unsubscribeUrl: 'https://p.example/u' }
const at = (change: Partial<UsageSummary>) => ({ ...mail, summary: { ...summary, ...change } })

describe('a warning', () => {
  it('says what is spent, where it ends, and what cost most', () => {
    expect(composeWarning(mail, { level: 90, over: false })).toMatchObject({
      month: 'November',
      spent: '$90.00',
      budget: '$100.00',
      share: '90\u00a0%',
      outlook: 'At the present pace November ends at $130.00, $30.00 over it.',
      tools: [{ name: 'A' }, { name: 'C' }, { name: 'B' }],
    })
  })

  it.each<[string, number, boolean, number | null, boolean]>([
    ['reached', 90, false, 0.9, true],
    ['not reached any more', 90, false, 0.8999, false],
    ['over, and so it is', 90, true, 0.8999, true],
    ['over, and reached again', 90, true, 0.9, false],
    ['no budget any more', 90, false, null, false],
  ])('%s', (_, level, over, share, told) => {
    const budget = { ...summary.budget, share, budgetMicros: share === null ? null : 100 * DOLLAR }
    expect(composeWarning(at({ budget }), { level, over }) !== null).toBe(told)
  })

  it('never rounds a share up to a level', () => {
    expect(composeWarning(at({ budget: { ...summary.budget, share: 0.999 } }), { level: 90, over: false })?.share).toBe('99\u00a0%')
  })
})

describe('an alert', () => {
  it('is told while it is open', () => {
    expect(composeAlert(mail, 'a')).toMatchObject({
      kind: 'low_balance',
      what: 'The balance of $12.00 lasts 3 days at $4.00 a day.',
      url: 'https://p.example/dashboard/usage#balance',
    })
    expect(
      composeAlert(at({ alerts: [{ ...summary.alerts[0], id: 'a', kind: 'low_balance', firedAt: now, value: 0, threshold: 0, resolvedAt: now }] }), 'a'),
    ).toBeNull()
    expect(composeAlert(mail, 'b')).toBeNull()
  })

  it.each(['budget_exceeded', 'usage_spike'] as const)('%s has figures and steps', (kind) => {
    const told = composeAlert(at({ alerts: [{ id: 'a', kind, firedAt: now, resolvedAt: null, value: 900, threshold: 300 }] }), 'a')
    expect(told?.figures.length).toBeGreaterThan(1)
    expect(told?.steps.length).toBeGreaterThan(1)
  })
})

describe('the summary of a month', () => {
  it('lists tools by what they cost, budget, balance and changes', () => {
    const told = composeSummary(mail, null, now)
    expect(told).toMatchObject({
      month: 'November 2026',
      days: '1 Nov 2026 to 30 Nov 2026 (UTC)',
      spent: '$90.00',
      standing: ['That is 90\u00a0% of the budget of $100.00.', 'The balance of $12.00 lasts 3 days at $4.00 a day.'],
      moreTools: 0,
      recommendations: [],
    })
    expect(told?.tools.map(({ name }) => name)).toEqual(['A', 'C', 'B', 'Free'])
    expect(told?.figures).toEqual([
      { label: 'Spend', value: '$90.00', change: '+50\u00a0%' },
      { label: 'Calls', value: '1,000', change: 'from none' },
      { label: 'Own errors', value: '2\u00a0%', change: 'was 1\u00a0%' },
      { label: 'Average latency', value: '300\u00a0ms', change: '' },
    ])
  })

  it('says so where the month is not over in UTC yet, and is silent about a month without calls', () => {
    expect(composeSummary(mail, null, new Date('2026-11-30T20:00:00Z'))?.days).toContain('so far as counted until 30 Nov 2026, 20:00')
    expect(composeSummary(at({ totals: { ...usage, invocations: 0 } }), null, now)).toBeNull()
  })
})
