import { describe, expect, it } from 'vitest'
import { addDays } from '@/lib/time'
import { bestInputs, bestTool } from '@/tests/support/score-inputs'
import { evaluate } from '../evaluate'
import { healthReportSchema } from '../model'
import { makeReceipt } from '../receipts/receipt'
import { developerScorecard } from './card'
import { securityChecklist } from './checklist'
import type { DeveloperInputs } from './inputs'
import { developerLedger } from './ledger'
import { assembleReport, type ReportFacts } from './report'

const asOf = new Date('2026-03-01T00:00:00Z')

/** A report over receipts `age` days before asOf, oldest first. */
function reportOf(days: [age: number, inputs: DeveloperInputs][], facts: Partial<ReportFacts> = {}) {
  const receipts = days.map(([age, inputs]) => {
    const evaluation = evaluate(developerScorecard, inputs)
    const { receipt } = makeReceipt(evaluation, developerLedger.pack(inputs, evaluation.total), '2026-01-01', {})
    const { score, rawScore, grade, light, formulaVersion, inputsHash, breakdown } = receipt
    const at = addDays(asOf, -age)
    return { asOf: at, calculatedAt: at, score, rawScore, grade, light, formulaVersion, inputsHash, ...breakdown, inputs }
  })
  const settings = { stripeConnect: true, twoFactor: true, webhookEndpoint: true, budgetControls: true, auditRetention: true, keys: 1, keysOpen: 0, keysOld: 0 }
  const report = assembleReport({
    organizationId: 'org',
    developerId: 'dev',
    now: addDays(asOf, 0.5),
    receipts,
    dismissals: [],
    won: [],
    toolNames: new Map([['tool-a', 'Weather']]),
    security: securityChecklist(settings, null, asOf),
    ...facts,
  })
  // Whatever is said fits the declared form.
  healthReportSchema.parse(report)
  return report
}

const good = bestInputs()
const worse = bestInputs({ twoFactor: false })

describe('change against last week', () => {
  it.each<[string, [number, DeveloperInputs][], { week: number | null; fourWeeks: number | null; trend: string | null }]>([
    ['the first receipt', [[0, good]], { week: null, fourWeeks: null, trend: null }],
    [
      'no receipt that is old enough',
      [
        [6, worse],
        [0, good],
      ],
      { week: null, fourWeeks: null, trend: null },
    ],
    [
      'seven days',
      [
        [7, worse],
        [0, good],
      ],
      { week: 4, fourWeeks: null, trend: 'improving' },
    ],
    [
      'a missed day: up to ten days old',
      [
        [10, worse],
        [0, good],
      ],
      { week: 4, fourWeeks: null, trend: 'improving' },
    ],
    [
      'eleven days are not last week',
      [
        [11, worse],
        [0, good],
      ],
      { week: null, fourWeeks: null, trend: null },
    ],
    [
      'four weeks',
      [
        [28, worse],
        [7, good],
        [0, good],
      ],
      { week: 0, fourWeeks: 4, trend: 'stable' },
    ],
    [
      'declining',
      [
        [7, good],
        [0, worse],
      ],
      { week: -4, fourWeeks: null, trend: 'declining' },
    ],
    [
      'a small move is stable',
      [
        [7, bestInputs({ reviewsDue: 10, answeredInTime: 9 })],
        [0, good],
      ],
      { week: 0.6, fourWeeks: null, trend: 'stable' },
    ],
  ])('%s', (_, days, change) => {
    expect(reportOf(days).change).toMatchObject(change)
  })

  it('says what it is made of', () => {
    expect(
      reportOf([
        [7, worse],
        [0, bestInputs({ keysOld: 1 })],
      ]).change.because,
    ).toEqual([
      { id: 'two_factor', title: 'Two-factor authentication', points: 4, detail: 'From no to yes.' },
      { id: 'key_age', title: 'No API key older than 90 days', points: -3, detail: 'From yes to no.' },
    ])
  })
})

describe('actions', () => {
  it('lead to the tool that stands out, and name it when only that tool is to blame', () => {
    const slow = bestTool({ id: 'tool-a', latencyCount: 30, latencySumMs: 30_000 })
    const { actions, dimensions } = reportOf([[0, bestInputs({ tools: [bestTool({ id: 'tool-b' }), slow] })]])
    expect(actions).toMatchObject([
      { id: 'latency', href: '/dashboard/tools/tool-a#trends', points: 1.5, detail: expect.stringMatching(/^Only in Weather: 30 calls took/) },
    ])
    expect(dimensions[0]).toMatchObject({
      worst: { toolId: 'tool-a', toolName: 'Weather', points: 16.3, allTools: 20 },
      metrics: [{}, { points: 20, gain: 1.5 }, {}, {}],
    })
  })

  it('leave a tool that is gone without a name', () => {
    const slow = bestTool({ id: 'gone', latencyCount: 30, latencySumMs: 30_000 })
    expect(reportOf([[0, bestInputs({ tools: [bestTool({ id: 'tool-b' }), slow] })]]).dimensions[0]?.worst?.toolName).toBe('an archived tool')
  })
})

describe('points won', () => {
  const closing = (actionId: string, daysAgo: number) => ({
    actionId,
    openedAt: addDays(asOf, -20),
    closedAt: addDays(asOf, -daysAgo),
    promisedPoints: 4,
    wonPoints: 4,
  })

  it('are those that stayed won, each action once', () => {
    const won = [closing('key_age', 1), closing('two_factor', 2), closing('key_age', 5), closing('retired_metric', 6)]
    expect(reportOf([[0, worse]], { won }).won.map(({ title, closedAt }) => [title, closedAt])).toEqual([
      ['No API key older than 90 days', addDays(asOf, -1)],
      ['retired_metric', addDays(asOf, -6)],
    ])
  })
})

describe('new developers', () => {
  it('see no red, no points for actions and what is missing', () => {
    const report = reportOf([
      [
        0,
        {
          ...good,
          tools: [bestTool({ rated: 0, fairRated: 0, latencyCount: 0, invocations: 0, probes: 0, version: null })],
          deliveries: 0,
          reviews: 0,
          reviewsDue: 0,
          previousInvocations: 0,
          previousRevenueMicros: 0,
          twoFactor: false,
        },
      ],
    ])
    expect(report).toMatchObject({ state: 'new', score: null, grade: null, light: null, why: expect.stringMatching(/^New: /) })
    expect(report.dimensions.map((dimension) => dimension.light)).toEqual([null, null, null, null, null])
    expect(report.actions).toMatchObject([{ id: 'two_factor', points: null }])
  })
})

describe('receipts of another formula', () => {
  it('keep their points in the history, but are not explained', () => {
    const report = reportOf([
      [7, worse],
      [0, good],
    ])
    const foreign = reportOf([], {
      receipts: [
        { ...foreignReceipt(), asOf: addDays(asOf, -7) },
        { ...foreignReceipt(), asOf, formulaVersion: developerScorecard.version, inputs: good, score: 100 },
      ],
    })
    expect(report.change.because).not.toEqual([])
    expect(foreign.change).toMatchObject({ week: 30, because: [] })
    expect(foreign.history.map((point) => point.score)).toEqual([70, 100])
  })
})

function foreignReceipt(): ReportFacts['receipts'][number] {
  return {
    asOf,
    calculatedAt: asOf,
    score: 70,
    rawScore: 70,
    grade: 'B-',
    light: 'warning',
    formulaVersion: 'developer-0',
    inputsHash: '',
    dimensions: { security: 10 },
    metrics: {},
    promises: {},
    inputs: null,
  }
}
