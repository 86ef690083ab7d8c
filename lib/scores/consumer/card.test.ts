import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { evaluate, gainOf, listActions } from '../evaluate'
import { maxPoints } from '../scorecard'
import { consumerScorecard } from './card'
import { type ConsumerInputs, consumerInputsSchema, emptyConsumer } from './inputs'

const DOLLAR = 1_000_000

/** A consumer with 100 points: a dollar a day, a balance for 28 days. */
const best: ConsumerInputs = {
  described: true,
  balanceMicros: 28 * DOLLAR,
  autoRefill: true,
  paymentDays: 300,
  budgetMicros: 50 * DOLLAR,
  monthsMicros: [28 * DOLLAR, 30 * DOLLAR, 30 * DOLLAR],
  spendMicros: 28 * DOLLAR,
  spendDays: 28,
  invocations: 10_000,
  rated: 10_000,
  errors: 0,
  errorsConsumer: 0,
}

/** The points of one metric; null when it does not apply. */
function pointsOf(id: string, change: Partial<ConsumerInputs>): number | null {
  const { sheet, card } = evaluate(consumerScorecard, { ...best, ...change })
  const d = card.dimensions.findIndex((dimension) => dimension.metrics[0]?.id === id)
  return sheet.whole[d]?.[0]?.points ?? null
}

describe('bands', () => {
  it.each<[string, string, Partial<ConsumerInputs>, number | null]>([
    ['balance for 28 days', 'balance_days', {}, 25],
    ['a cent less', 'balance_days', { balanceMicros: 28 * DOLLAR - 10_000 }, 18],
    ['for 14 days', 'balance_days', { balanceMicros: 14 * DOLLAR }, 18],
    ['a cent less', 'balance_days', { balanceMicros: 14 * DOLLAR - 10_000 }, 10],
    ['for 7 days', 'balance_days', { balanceMicros: 7 * DOLLAR }, 10],
    ['a cent less', 'balance_days', { balanceMicros: 7 * DOLLAR - 10_000 }, 4],
    ['for 3 days', 'balance_days', { balanceMicros: 3 * DOLLAR }, 4],
    ['a cent less', 'balance_days', { balanceMicros: 3 * DOLLAR - 10_000 }, 0],
    ['nothing', 'balance_days', { balanceMicros: 0 }, 0],
    ['a debt', 'balance_days', { balanceMicros: -5 * DOLLAR }, 0],
    ['a newcomer of four days: the days before it do not count', 'balance_days', { spendMicros: 4 * DOLLAR, spendDays: 4, balanceMicros: 14 * DOLLAR }, 18],
    ['no balance reported', 'balance_days', { balanceMicros: null }, null],
    ['no spend', 'balance_days', { spendMicros: 0 }, null],
    ['free calls only', 'balance_days', { spendMicros: 0, spendDays: 28, invocations: 900 }, null],

    ['a card for 30 days', 'payment_method', { paymentDays: 30 }, 20],
    ['within 30 days', 'payment_method', { paymentDays: 29.99 }, 10],
    ['within the hour', 'payment_method', { paymentDays: 0.04 }, 10],
    ['expired now', 'payment_method', { paymentDays: 0 }, 0],
    ['expired long ago', 'payment_method', { paymentDays: -90 }, 0],
    ['no payment method', 'payment_method', { paymentDays: null }, 0],
    ['nobody has described it', 'payment_method', { described: false, paymentDays: null }, null],

    ['in no month', 'budget_hits', {}, 20],
    ['a cent under', 'budget_hits', { monthsMicros: [50 * DOLLAR - 10_000, 0, 0] }, 20],
    ['exactly reached', 'budget_hits', { monthsMicros: [50 * DOLLAR, 0, 0] }, 12],
    ['in two months', 'budget_hits', { monthsMicros: [1, 50 * DOLLAR, 60 * DOLLAR] }, 5],
    ['in all three', 'budget_hits', { monthsMicros: [51 * DOLLAR, 50 * DOLLAR, 60 * DOLLAR] }, 0],
    ['a budget of nothing, with spend', 'budget_hits', { budgetMicros: 0 }, 0],
    ['a budget of nothing, a month without spend', 'budget_hits', { budgetMicros: 0, monthsMicros: [5, 0, 0] }, 12],
    ['no budget', 'budget_hits', { budgetMicros: null }, null],
    ['no spend in three months', 'budget_hits', { monthsMicros: [0, 0, 0] }, null],

    ['no own error', 'own_error_rate', {}, 20],
    ['just under 1 %', 'own_error_rate', { errorsConsumer: 99 }, 20],
    ['1 %', 'own_error_rate', { errorsConsumer: 100 }, 15],
    ['5 %', 'own_error_rate', { errorsConsumer: 500 }, 15],
    ['over 5 %', 'own_error_rate', { errorsConsumer: 501 }, 8],
    ['10 %', 'own_error_rate', { errorsConsumer: 1_000 }, 8],
    ['over 10 %', 'own_error_rate', { errorsConsumer: 1_001 }, 0],
    ['failures of others are not its own', 'own_error_rate', { errors: 9_000, errorsConsumer: 0 }, 20],
    ['29 calls say nothing', 'own_error_rate', { rated: 29, errorsConsumer: 29 }, null],
    ['30 do', 'own_error_rate', { rated: 30, errorsConsumer: 30 }, 0],
    ['no outcome stated', 'own_error_rate', { rated: 0 }, null],

    ['auto-refill off', 'auto_refill', { autoRefill: false }, 0],
    ['auto-refill of somebody unknown', 'auto_refill', { described: false, autoRefill: false }, null],
  ])('%s: %s', (_, id, change, points) => {
    expect(pointsOf(id, change)).toBe(points)
  })
})

describe('the total', () => {
  it.each<[string, Partial<ConsumerInputs>, { state: string; total: number | null }]>([
    ['everything at its best', {}, { state: 'scored', total: 100 }],
    ['refill off', { autoRefill: false }, { state: 'scored', total: 85 }],
    ['without a budget the other 80 points are scaled up', { budgetMicros: null, autoRefill: false }, { state: 'scored', total: 81.3 }],
    ['without balance and budget', { budgetMicros: null, balanceMicros: null }, { state: 'scored', total: 100 }],
    ['no call yet', { ...emptyConsumer, described: true, balanceMicros: 5 * DOLLAR, budgetMicros: DOLLAR }, { state: 'new', total: null }],
    ['known from its calls only', { ...emptyConsumer, invocations: 500, rated: 500, spendMicros: DOLLAR, spendDays: 9 }, { state: 'new', total: null }],
    ['nothing known', emptyConsumer, { state: 'new', total: null }],
  ])('%s', (_, change, expected) => {
    const { state, total } = evaluate(consumerScorecard, { ...best, ...change })
    expect({ state, total }).toEqual(expected)
  })

  const upTo = (max: number) => fc.integer({ min: 0, max })
  const anyConsumer: fc.Arbitrary<ConsumerInputs> = fc
    .record({
      described: fc.boolean(),
      balanceMicros: fc.option(fc.integer({ min: -DOLLAR, max: 100 * DOLLAR })),
      autoRefill: fc.boolean(),
      paymentDays: fc.option(fc.integer({ min: -20, max: 60 })),
      budgetMicros: fc.option(upTo(80 * DOLLAR)),
      monthsMicros: fc.tuple(upTo(100 * DOLLAR), upTo(100 * DOLLAR), upTo(100 * DOLLAR)),
      spendMicros: fc.oneof(fc.constant(0), upTo(60 * DOLLAR)),
      spendDays: upTo(28),
      rated: fc.oneof(upTo(120), upTo(50_000)),
      failing: upTo(100),
      own: upTo(100),
    })
    .map(({ failing, own, ...rest }) => {
      const errors = Math.floor((rest.rated * failing) / 100)
      return { ...rest, invocations: rest.rated, errors, errorsConsumer: Math.floor((errors * own) / 100) }
    })

  it('lies between 0 and 100, is what its dimensions add up to, and gains are what fixing brings', () => {
    fc.assert(
      fc.property(anyConsumer, (inputs) => {
        expect(consumerInputsSchema.parse(JSON.parse(JSON.stringify(inputs)))).toEqual(inputs)
        const evaluation = evaluate(consumerScorecard, inputs)
        const { total, dimensions, sheet } = evaluation
        if (total === null) return
        const counted = dimensions.filter(({ points }) => points !== null)
        const points = counted.reduce((sum, dimension) => sum + (dimension.points ?? 0), 0)
        const max = counted.reduce((sum, dimension) => sum + dimension.max, 0)
        expect(total).toBeGreaterThanOrEqual(0)
        expect(total).toBeLessThanOrEqual(100)
        expect(total).toBeCloseTo((points * 100) / max, 0)
        for (const { d, metric, gain } of listActions(evaluation)) {
          const missing = maxPoints(metric.scale) - (sheet.whole[d]?.[0]?.points ?? 0)
          expect(gain).toBe(gainOf(evaluation, d, 0))
          expect(Math.abs((gain ?? 0) - (missing * 100) / max)).toBeLessThan(0.11)
        }
      }),
      { numRuns: 300 },
    )
  })

  it('a budget that is raised, a card that is renewed and a balance topped up bring exactly what they promised', () => {
    const poor = { ...best, balanceMicros: 2 * DOLLAR, paymentDays: 4, monthsMicros: [60 * DOLLAR, 55 * DOLLAR, 10 * DOLLAR] as [number, number, number] }
    const before = evaluate(consumerScorecard, poor)
    const actions = listActions(before)
    expect(actions.map(({ id, priority, gain }) => [id, priority, gain])).toEqual([
      ['balance_days', 'critical', 25],
      ['budget_hits', 'recommended', 15],
      ['payment_method', 'recommended', 10],
    ])
    const fixes: Record<string, Partial<ConsumerInputs>> = {
      balance_days: { balanceMicros: 40 * DOLLAR },
      budget_hits: { budgetMicros: 80 * DOLLAR },
      payment_method: { paymentDays: 400 },
    }
    for (const { id, gain } of actions)
      expect((evaluate(consumerScorecard, { ...poor, ...fixes[id] }).total ?? 0) - (before.total ?? 0)).toBeCloseTo(gain ?? -1, 6)
  })
})

describe('sentences', () => {
  it.each<[string, Partial<ConsumerInputs>, string]>([
    ['balance_days', { balanceMicros: 2.5 * DOLLAR }, '$2.50 is left, which lasts 2.5 days at $1.00 a day.'],
    ['balance_days', { balanceMicros: 0 }, '$0.00 is left, which lasts less than a day at $1.00 a day.'],
    ['payment_method', { paymentDays: 4.2 }, 'The payment method expires in 4 days.'],
    ['payment_method', { paymentDays: -1 }, 'The payment method has expired.'],
    ['payment_method', { paymentDays: null }, 'No payment method is known.'],
    ['budget_hits', { monthsMicros: [60 * DOLLAR, 0, 0] }, 'One of the last three months reached the budget of $50.00.'],
    ['own_error_rate', { errorsConsumer: 250 }, '250 of 10,000 calls (2.5\u00a0%) failed because of the request itself.'],
  ])('%s', (id, change, detail) => {
    const action = listActions(evaluate(consumerScorecard, { ...best, ...change })).find((candidate) => candidate.id === id)
    expect(action?.metric.detail(action.inputs, action.reading.value ?? 0)).toBe(detail)
  })
})
