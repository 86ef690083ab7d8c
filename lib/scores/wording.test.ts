import { describe, expect, it } from 'vitest'
import { bestInputs, bestTool } from '@/tests/support/score-inputs'
import { developerScorecard as card } from './developer/card'
import { fairnessOf, rawTotalOf } from './developer/fairness'
import { type DeveloperInputs, emptyInputs } from './developer/inputs'
import { evaluate, listActions } from './evaluate'
import { capReasonOf, dimensionArithmetic, thresholdsOf, totalArithmetic, whyOf } from './wording'

/** No-break spaces read as spaces here. */
const plain = (text: string | null) => text?.replaceAll('\u00a0', ' ') ?? null

describe('why, in one sentence', () => {
  it.each<[string, DeveloperInputs, string]>([
    ['all at its best', bestInputs(), '100: everything that applies is at its best.'],
    ['one cause', bestInputs({ keysOld: 2 }), '97: 3 points are lost to 2 API keys older than 90 days.'],
    ['two causes', bestInputs({ keysOld: 1, delivered: 961 }), '94: 6 points are lost to an API key older than 90 days and webhook deliveries at 96.1 %.'],
    [
      'two of more causes',
      bestInputs({ keysOld: 1, delivered: 961, auditRetention: false, budgetControls: false }),
      '89: 6 of 11 missing points are lost to an API key older than 90 days and webhook deliveries at 96.1 %.',
    ],
    [
      'only the worst tool',
      bestInputs({ tools: [bestTool(), bestTool({ id: 'b', latencyCount: 30, latencySumMs: 30_000 })] }),
      '98.5: 1.5 points are lost to an average latency of 1 s in one tool.',
    ],
    [
      'a cap',
      bestInputs({ tools: [bestTool({ fairErrors: 600 })] }),
      '59: Error rate 12 % on 5,000 rated calls in 28 days: over 10 % on at least 1,000 the total is held at 59. Without that it would be 96.3.',
    ],
    [
      'new',
      emptyInputs,
      'New: too little is measured yet to score. Nothing yet in: Integration quality, Operational health, Consumer satisfaction, Growth trajectory.',
    ],
  ])('%s', (_, inputs, why) => {
    expect(plain(whyOf(evaluate(card, inputs)))).toBe(why)
  })
})

describe('arithmetic in words', () => {
  const nameOf = (id: string) => `tool ${id}`
  it.each<[string, number, DeveloperInputs, string]>([
    ['average', 0, bestInputs(), 'Average of the metrics that apply: 20.'],
    [
      'average with a worst tool',
      0,
      bestInputs({ tools: [bestTool(), bestTool({ id: 'b', latencyCount: 30, latencySumMs: 30_000 })] }),
      'Average of the metrics that apply: 20; counted are 60 % of it and 40 % of tool b (16.3), which has the fewest points: 18.5.',
    ],
    ['sum', 1, bestInputs({ twoFactor: false }), 'Sum of the metrics: 16.'],
    ['scaled sum', 1, bestInputs({ keys: 0, twoFactor: false }), '10 of 14 applicable points, scaled to 20: 14.3.'],
    ['nothing', 4, bestInputs({ tools: [], previousInvocations: 0, previousRevenueMicros: 0 }), 'None of its metrics applies, so it is left out of the total.'],
  ])('%s', (_, d, inputs, sentence) => {
    expect(plain(dimensionArithmetic(evaluate(card, inputs), d, nameOf))).toBe(sentence)
  })

  it.each<[string, DeveloperInputs, string | null]>([
    ['plain sum', bestInputs(), null],
    [
      'a dimension without data',
      bestInputs({ reviews: 0, reviewsDue: 0, stars: 0, revenueMicros: 0, previousRevenueMicros: 0, twoFactor: false }),
      'Consumer satisfaction has no data and is left out: 76 of 80 points, scaled to 100, are 95.',
    ],
    ['capped', bestInputs({ tools: [bestTool({ fairErrors: 600 })] }), 'The dimensions give 96.3; the reliability cap holds the total at 59.'],
    ['new', emptyInputs, null],
  ])('total: %s', (_, inputs, sentence) => {
    expect(plain(totalArithmetic(evaluate(card, inputs)))).toBe(sentence)
  })
})

describe('thresholds', () => {
  const evaluation = evaluate(card, bestInputs({ consumers: 70, keysOld: 1 }))
  const labels = (d: number, m: number) => {
    const metric = card.dimensions[d]?.metrics[m]
    const reading = evaluation.sheet.whole[d]?.[m]
    return metric && reading ? thresholdsOf(metric, reading).map(({ label, points, reached }) => `${plain(label)}: ${points}${reached ? ' <' : ''}`) : []
  }
  it.each<[string, number, number, string[]]>([
    ['error rate', 0, 0, ['under 1 %: 20 <', 'up to 5 %: 15', 'up to 10 %: 10', 'over 10 %: 5']],
    ['latency', 0, 1, ['under 200 ms: 20 <', 'under 500 ms: 15', 'under 1 s: 10', '1 s or more: 5']],
    ['endpoint', 0, 2, ['all: 20', 'none: 10']],
    ['key age', 1, 4, ['yes: 3', 'no: 0 <']],
    ['rating', 3, 0, ['4.50 stars or more: 10 <', '4.00 stars or more: 7', '3.50 stars or more: 4', 'under 3.50 stars: 2']],
    ['consumers', 4, 0, ['over 100: 8', '50 or more: 6 <', '10 or more: 4', 'under 10: 2']],
    ['trend', 4, 1, ['over +2 %: 6 <', '−2 % or more: 4', 'under −2 %: 2']],
  ])('%s', (_, d, m, expected) => {
    expect(labels(d, m)).toEqual(expected)
  })
})

describe('raw and fair', () => {
  // 1,000 calls, 100 failed, of which the developer owns 5 outside incidents.
  const tool = bestTool({ rated: 1_000, errors: 100, fairRated: 900, fairErrors: 5 })
  const others = { errorsConsumer: 60, errorsPlatform: 20, errorsUpstream: 15 }
  const fairness = (inputs: DeveloperInputs) => {
    const { total } = evaluate(card, inputs)
    return plain(fairnessOf(inputs, rawTotalOf(inputs, total), total))
  }

  it.each<[string, DeveloperInputs, string | null]>([
    [
      'incident and others’ faults',
      bestInputs({ tools: [tool], ...others, excused: [{ label: 'INC-12', minutes: 41 }] }),
      'Raw 97.5, fair 100: INC-12 took 41 minutes out; 95 of 100 failed calls are not charged to you (60 callers’, 20 the platform’s, 15 providers’).',
    ],
    [
      'more incidents than are named',
      bestInputs({
        tools: [tool],
        excused: [
          { label: 'INC-1', minutes: 5 },
          { label: 'INC-2', minutes: 60 },
          { label: 'INC-3', minutes: 1 },
          { label: 'INC-4', minutes: 7 },
        ],
      }),
      'Raw 97.5, fair 100: INC-2 took 60 minutes out; INC-4 took 7 minutes out; 2 more took 6 minutes out.',
    ],
    ['equal totals need no words', bestInputs({ excused: [{ label: 'INC-12', minutes: 41 }] }), null],
    ['new', { ...emptyInputs, ...others }, null],
  ])('%s', (_, inputs, sentence) => {
    expect(fairness(inputs)).toBe(sentence)
  })

  it('caps the raw total by the raw rate', () => {
    const inputs = bestInputs({ tools: [bestTool({ rated: 1_000, errors: 600, fairRated: 400, fairErrors: 0 })], errorsPlatform: 600 })
    expect(rawTotalOf(inputs, evaluate(card, inputs).total)).toBe(39)
  })

  it('is one total when nothing was left out', () => {
    expect(rawTotalOf(bestInputs(), 100)).toBe(100)
  })
})

describe('sentences of every metric', () => {
  const worst: DeveloperInputs = bestInputs({
    tools: [
      bestTool({ fairErrors: 5_000, latencySumMs: 10_000_000, endpoint: true, probesDown: 4_000, version: 'no_changelog', invocations: 100 }),
      bestTool({ id: 'b', endpoint: false, version: 'not_semver', invocations: 10 }),
      bestTool({ id: 'c', endpoint: false, version: null, invocations: 10 }),
    ],
    stripeConnect: false,
    twoFactor: false,
    webhookEndpoint: false,
    budgetControls: false,
    auditRetention: false,
    keysOpen: 1,
    keysOld: 1,
    delivered: 0,
    stars: 10,
    answered: 0,
    answeredInTime: 0,
    refunds: 90,
    consumers: 1,
    revenueMicros: 100,
    previousInvocations: 5_000,
  })
  const actions = listActions(evaluate(card, worst))

  it('has an action for each of the 20', () => {
    expect(actions).toHaveLength(20)
  })

  it.each(actions.map(({ id, metric, inputs, reading }) => [id, metric.detail(inputs, reading.value ?? 0), metric.blame(inputs, reading.value ?? 0)]))(
    '%s: %s',
    (_, detail, blame) => {
      expect(detail).toMatch(/^[A-Z0-9$].*\.$/)
      expect(detail).not.toMatch(/undefined|NaN|null|!/)
      expect(blame).toMatch(/^[a-z0-9]/)
      expect(blame).not.toMatch(/\.$|undefined|NaN/)
    },
  )

  it('says what holds the total', () => {
    expect(plain(capReasonOf(evaluate(card, bestInputs())))).toBeNull()
  })
})
