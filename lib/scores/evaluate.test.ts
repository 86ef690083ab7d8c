import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyInputs, bestInputs, bestTool } from '@/tests/support/score-inputs'
import { atBest, compose, gradeOf, lightOf } from './compose'
import { developerScorecard as card } from './developer/card'
import type { DeveloperInputs, ToolInputs } from './developer/inputs'
import { emptyInputs } from './developer/inputs'
import { evaluate, gainOf, jointGain, listActions, openMetrics } from './evaluate'
import { explainChange } from './explain'
import { type Metric, pointsOf, type Reading, roundTenth, type Scale, type Sheet } from './scorecard'

const everyTool = (inputs: DeveloperInputs, change: (tool: ToolInputs) => Partial<ToolInputs>) => ({
  ...inputs,
  tools: inputs.tools.map((tool) => ({ ...tool, ...change(tool) })),
})

/**
 * The facts as they are when exactly one metric has been brought to its best and nothing else moved;
 * null where the facts of two metrics cannot be moved apart (refunds without revenue).
 */
const fixes: Record<string, (inputs: DeveloperInputs) => DeveloperInputs | null> = {
  error_rate: (inputs) => everyTool(inputs, () => ({ fairErrors: 0 })),
  latency: (inputs) => everyTool(inputs, (tool) => ({ latencySumMs: tool.latencyCount * 50 })),
  // An endpoint of today has no health checks yet.
  health_endpoint: (inputs) => everyTool(inputs, (tool) => (tool.endpoint ? {} : { endpoint: true, probes: 0, probesDown: 0 })),
  uptime: (inputs) => everyTool(inputs, () => ({ probesDown: 0 })),
  stripe_connect: (inputs) => ({ ...inputs, stripeConnect: true }),
  two_factor: (inputs) => ({ ...inputs, twoFactor: true }),
  webhook_endpoint: (inputs) => ({ ...inputs, webhookEndpoint: true }),
  ip_allowlist: (inputs) => ({ ...inputs, keysOpen: 0 }),
  key_age: (inputs) => ({ ...inputs, keysOld: 0 }),
  budget_controls: (inputs) => ({ ...inputs, budgetControls: true }),
  webhook_delivery: (inputs) => ({ ...inputs, delivered: inputs.deliveries }),
  review_speed: (inputs) => ({ ...inputs, answeredInTime: inputs.reviewsDue }),
  semver_versions: (inputs) => everyTool(inputs, () => ({ version: 'good' })),
  audit_retention: (inputs) => ({ ...inputs, auditRetention: true }),
  rating: (inputs) => ({ ...inputs, stars: inputs.reviews * 5 }),
  review_response: (inputs) => ({ ...inputs, answered: inputs.reviewsDue }),
  refund_rate: (inputs) => (inputs.revenueMicros === 0 ? null : { ...inputs, refunds: 0 }),
  active_consumers: (inputs) => ({ ...inputs, consumers: 101 }),
  revenue_trend: (inputs) => (inputs.revenueMicros === 0 ? null : { ...inputs, revenueMicros: inputs.previousRevenueMicros * 2 }),
  volume_trend: (inputs) => {
    const calls = inputs.tools.reduce((sum, tool) => sum + tool.invocations, 0)
    return calls < 31 ? null : { ...inputs, previousInvocations: 30 }
  },
}

/** Two developers, the second an accident of the first: same tools, other figures. */
const pairOfInputs = fc.tuple(anyInputs, anyInputs).map(([before, after]) => [
  before,
  {
    ...after,
    tools: [...after.tools.slice(0, 2), ...before.tools.slice(0, 2).map((tool, i) => ({ ...tool, ...after.tools[i], id: tool.id }))].filter(uniqueIds),
  },
])
const uniqueIds = (tool: ToolInputs, i: number, all: ToolInputs[]) => all.findIndex((other) => other.id === tool.id) === i

describe('properties of any developer', { timeout: 60_000 }, () => {
  it('the total is 0 to 100 in steps of 0.1, and what the figures beside it say', () => {
    fc.assert(
      fc.property(anyInputs, (inputs) => {
        const { total, uncapped, cappedAt, dimensions, state, grade, light } = evaluate(card, inputs)
        for (const dimension of dimensions) {
          if (dimension.points === null) continue
          expect(dimension.points).toBe(roundTenth(dimension.points))
          expect(dimension.points).toBeGreaterThanOrEqual(0)
          expect(dimension.points).toBeLessThanOrEqual(20)
        }
        expect(total === null).toBe(state === 'new')
        if (total === null) return
        expect(total).toBe(roundTenth(total))
        expect(total).toBeGreaterThanOrEqual(0)
        expect(total).toBeLessThanOrEqual(100)
        const counted = dimensions.flatMap((dimension) => dimension.points ?? [])
        const sum = counted.reduce((a, b) => a + b, 0)
        expect(uncapped).toBe(roundTenth((sum * 5) / counted.length))
        expect(total).toBe(Math.min(uncapped ?? 0, cappedAt ?? 100))
        expect([grade, light]).toEqual([gradeOf(total), lightOf(total, 100)])
      }),
      { numRuns: 250 },
    )
  })

  it('a promised gain is what the next calculation brings, to 0.1, and never a loss', () => {
    const tried = new Set<string>()
    fc.assert(
      fc.property(anyInputs, (inputs) => {
        const now = evaluate(card, inputs)
        if (now.total === null) return
        const actions = listActions(now)
        const promised = actions.map(({ id, gain }) => ({ id, gain }))
        const brought = actions.map(({ id, gain }) => {
          const fixed = fixes[id]?.(inputs)
          if (!fixed) return { id, gain }
          tried.add(id)
          const then = evaluate(card, fixed)
          const stillOpen = listActions(then).some((action) => action.id === id)
          return { id, gain: stillOpen ? null : roundTenth((then.total ?? Number.NaN) - (now.total ?? Number.NaN)) }
        })
        expect(promised).toEqual(brought)
        expect(Math.min(0, ...promised.map(({ gain }) => gain ?? -1))).toBe(0)
      }),
      { numRuns: 200 },
    )
    expect([...tried].sort()).toEqual(Object.keys(fixes).sort())
  })

  it('more points in one metric never lower the total', () => {
    const worse: ((inputs: DeveloperInputs) => DeveloperInputs)[] = [
      (inputs) => everyTool(inputs, (tool) => ({ fairErrors: Math.min(tool.fairRated, tool.fairErrors + Math.ceil(tool.fairRated / 20)) })),
      (inputs) => everyTool(inputs, (tool) => ({ latencySumMs: tool.latencySumMs * 1.7 })),
      (inputs) => everyTool(inputs, (tool) => ({ probesDown: Math.min(tool.probes, tool.probesDown + Math.ceil(tool.probes / 30)) })),
      (inputs) => ({ ...inputs, delivered: Math.floor(inputs.delivered * 0.97) }),
      (inputs) => ({ ...inputs, stars: Math.max(inputs.reviews, inputs.stars - Math.ceil(inputs.reviews / 2)) }),
      (inputs) => ({ ...inputs, answered: Math.floor(inputs.answered / 2) }),
      (inputs) => ({ ...inputs, answeredInTime: Math.floor(inputs.answeredInTime / 2) }),
      (inputs) => (inputs.revenueMicros === 0 ? inputs : { ...inputs, refunds: inputs.refunds * 3 + 1 }),
      (inputs) => ({ ...inputs, consumers: Math.floor(inputs.consumers / 3) }),
    ]
    fc.assert(
      fc.property(anyInputs, fc.constantFrom(...worse), (inputs, worsen) => {
        expect(evaluate(card, worsen(inputs)).worth ?? 0).toBeLessThanOrEqual(evaluate(card, inputs).worth ?? 0)
      }),
      { numRuns: 250 },
    )
  })

  it('a better value of any metric, over all or in one tool, never has fewer points nor lowers the total, cap included', () => {
    const tried = new Set<string>()
    fc.assert(
      fc.property(anyInputs, fc.constantFrom(...everyMetric), fc.nat(5), fc.tuple(share, share), (inputs, { d, m, metric }, part, shares) => {
        const { sheet } = evaluate(card, inputs)
        const [worse, better] = shares.map((chosen) => valueAt(metric, chosen)).sort((a, b) => (lowerIsBetter(metric.scale) ? b - a : a - b)) as [
          number,
          number,
        ]
        expect(pointsOf(metric.scale, better)).toBeGreaterThanOrEqual(pointsOf(metric.scale, worse))
        // One of the tools, or all together.
        const where = part < (sheet.parts[d]?.length ?? 0) ? part : null
        const [low, high] = [worse, better].map((value) => compose(card, withValue(sheet, { d, m, metric, where, value })).worth ?? 0)
        expect(high).toBeGreaterThanOrEqual(low ?? 0)
        if (high !== low) tried.add(metric.id)
      }),
      { numRuns: 2_000 },
    )
    // Each metric made a difference at least once.
    expect([...tried].sort()).toEqual(everyMetric.map(({ metric }) => metric.id).sort())
  })

  it('the parts of a change add up to the change', () => {
    fc.assert(
      fc.property(pairOfInputs, ([a, b]) => {
        const before = evaluate(card, a ?? emptyInputs)
        const after = evaluate(card, b ?? emptyInputs)
        if (before.worth === null || after.worth === null) return
        const parts = explainChange(before, after)
        expect(roundTenth(parts.reduce((sum, part) => sum + part.points, 0))).toBe(roundTenth(after.worth - before.worth))
      }),
      { numRuns: 250 },
    )
  })

  it('a change of one metric is explained by that metric, with the points that were promised', () => {
    fc.assert(
      fc.property(anyInputs, (inputs) => {
        const before = evaluate(card, inputs)
        if (before.total === null) return
        for (const { id, gain } of listActions(before)) {
          const fixed = fixes[id]?.(inputs)
          if (!fixed) continue
          const parts = explainChange(before, evaluate(card, fixed))
          expect(parts.map(({ id, points }) => ({ id, points }))).toEqual(gain === 0 ? [] : [{ id, points: gain }])
        }
      }),
      { numRuns: 150 },
    )
  })

  it('whoever does what the actions say, and then what they say next, ends at 100', () => {
    fc.assert(
      fc.property(anyInputs, (inputs) => {
        let evaluation = evaluate(card, inputs)
        // Each round may show another tool as the worst.
        for (let round = 0; round <= inputs.tools.length && evaluation.worth !== null; round++) {
          const open = openMetrics(evaluation)
          if (open.length === 0) break
          const sheet = open.reduce((current, { d, m }) => atBest(card, current, d, m), evaluation.sheet)
          const next = { ...evaluation, sheet, ...compose(card, sheet) }
          expect(roundTenth(evaluation.worth + jointGain(evaluation, open))).toBe(next.worth)
          evaluation = next
        }
        expect(evaluation.worth ?? 100).toBe(100)
      }),
      { numRuns: 150 },
    )
  })
})

const everyMetric = card.dimensions.flatMap((dimension, d) => dimension.metrics.map((metric, m) => ({ d, m, metric })))
const share = fc.integer({ min: 0, max: 1_000 }).map((perMille) => perMille / 1_000)
const lowerIsBetter = (scale: Scale) => scale.kind === 'bands' && scale.bands[0].when.startsWith('<')

/** A value of the metric's unit; ratios that matter lie close to 0 or to 1. */
function valueAt({ unit, scale }: Metric<DeveloperInputs>, chosen: number): number {
  switch (unit) {
    case 'ratio':
      return lowerIsBetter(scale) ? chosen ** 3 : 1 - chosen ** 3
    case 'change':
      return (2 * chosen - 1) ** 3
    case 'milliseconds':
      return chosen * 2_000
    case 'yes_no':
      return chosen < 0.5 ? 0 : 1
    case 'stars':
      return 1 + 4 * chosen
    default:
      return Math.round(chosen * 200)
  }
}

/** The sheet with another value of one applicable metric, over all or in one part. */
function withValue(sheet: Sheet, { d, m, metric, where, value }: (typeof everyMetric)[number] & { where: number | null; value: number }): Sheet {
  const { scale, caps } = metric
  const change = (readings: readonly Reading[]) =>
    readings.map((reading, i) => {
      if (i !== m || reading.points === null) return reading
      const cap = caps?.find(({ above, volume }) => value > above && (reading.volume ?? 0) >= volume)?.total ?? null
      return { ...reading, value, points: pointsOf(scale, value), cap }
    })
  return {
    whole: where === null ? sheet.whole.map((readings, i) => (i === d ? change(readings) : readings)) : sheet.whole,
    parts:
      where === null
        ? sheet.parts
        : sheet.parts.map((parts, i) => (i === d ? parts.map((part, k) => (k === where ? { ...part, readings: change(part.readings) } : part)) : parts)),
  }
}

describe('worst tool', () => {
  const good = bestTool({ id: 'good' })
  // 5 for errors, 20 for the rest: 16.25, shown as 16.3.
  const bad = bestTool({ id: 'bad', rated: 30, fairRated: 30, fairErrors: 30, latencyCount: 30, latencySumMs: 3_000 })
  const integrationOf = (tools: ToolInputs[]) => evaluate(card, bestInputs({ tools })).dimensions[0]

  it.each<[string, ToolInputs[], { points: number; allParts: number; worst: { id: string; points: number } | null }]>([
    ['one tool is not compared with itself', [bad], { points: 16.3, allParts: 16.3, worst: null }],
    ['the sums of both are fine, the worst counts 40 %', [good, bad], { points: 18.5, allParts: 20, worst: { id: 'bad', points: 16.3 } }],
    ['29 calls are no traffic', [good, { ...bad, rated: 29, fairRated: 29, fairErrors: 29, latencyCount: 29 }], { points: 20, allParts: 20, worst: null }],
    [
      '30 timed calls are traffic',
      [good, { ...bad, rated: 0, fairRated: 0, fairErrors: 0, latencySumMs: 30_000 }],
      { points: 18, allParts: 20, worst: { id: 'bad', points: 15 } },
    ],
    [
      'the worse of two bad ones counts',
      [good, bad, { ...bad, id: 'slow', latencySumMs: 30_000 }],
      { points: 16.3, allParts: 18.8, worst: { id: 'slow', points: 12.5 } },
    ],
    ['of equal ones the smaller id', [good, { ...bad, id: 'b' }, { ...bad, id: 'a' }], { points: 17.8, allParts: 18.8, worst: { id: 'a', points: 16.3 } }],
    ['equal tools change nothing', [good, { ...good, id: 'other' }], { points: 20, allParts: 20, worst: null }],
  ])('%s', (_, tools, expected) => {
    expect(integrationOf(tools)).toMatchObject(expected)
  })

  it('an action is there for what only the worst tool lacks, told from its facts', () => {
    const [action] = listActions(evaluate(card, bestInputs({ tools: [good, bad] })))
    expect(action).toMatchObject({ id: 'error_rate', part: 'bad', gain: 1.5, priority: 'critical' })
    expect(action?.inputs.tools).toEqual([bad])
  })

  it('promises no more than the next worst tool leaves', () => {
    const slow = { ...bad, id: 'slow', fairErrors: 0, latencySumMs: 30_000 }
    const evaluation = evaluate(card, bestInputs({ tools: [good, slow, { ...bad, latencySumMs: 12_000 }] }))
    // bad: (5+15+20+20)/4 = 15, slow: (20+5+20+20)/4 = 16.3; without errors bad has 18.8 and slow is the worst.
    expect(evaluation.dimensions[0]).toMatchObject({ allParts: 20, worst: { id: 'bad', points: 15 }, points: 18 })
    expect(gainOf(evaluation, 0, 0)).toBe(0.5)
  })
})

describe('new developers', () => {
  it.each<[string, DeveloperInputs, 'new' | 'scored']>([
    ['nothing at all', emptyInputs, 'new'],
    [
      'every setting at its best, no traffic',
      bestInputs({ ...emptyInputs, tools: [bestTool({ ...idle, version: null, probes: 0 })], stripeConnect: true, twoFactor: true, auditRetention: true }),
      'new',
    ],
    ['health checks and versions, no traffic: satisfaction and growth are missing', { ...emptyInputs, tools: [{ ...bestTool(), ...idle }] }, 'scored'],
    ['health checks alone: operations, satisfaction and growth are missing', { ...emptyInputs, tools: [{ ...bestTool({ version: null }), ...idle }] }, 'new'],
    ['calls alone: operations and satisfaction are missing', { ...emptyInputs, tools: [bestTool({ version: null, rated: 0, fairRated: 0 })] }, 'scored'],
  ])('%s', (_, inputs, state) => {
    const evaluation = evaluate(card, inputs)
    expect(evaluation.state).toBe(state)
    expect(evaluation.total === null).toBe(state === 'new')
    if (state === 'new') expect(listActions(evaluation).every((action) => action.gain === null)).toBe(true)
  })
})

const idle = { invocations: 0, rated: 0, fairRated: 0, errors: 0, fairErrors: 0, latencyCount: 0, latencySumMs: 0 }

describe('reliability cap on the total', () => {
  const failing = (share: number, rated: number) => bestInputs({ tools: [bestTool({ rated, fairRated: rated, fairErrors: rated * share })] })

  it.each<[string, DeveloperInputs, { total: number; uncapped: number; cappedAt: number | null }]>([
    ['a fast tool that fails every call', failing(1, 1_000), { total: 39, uncapped: 96.3, cappedAt: 39 }],
    ['half of the calls', failing(0.5, 1_000), { total: 59, uncapped: 96.3, cappedAt: 59 }],
    ['too few calls for a cap', failing(1, 900), { total: 96.3, uncapped: 96.3, cappedAt: null }],
    [
      'a total that is lower anyway',
      { ...failing(0.2, 1_000), ...emptyInputs, tools: failing(0.2, 1_000).tools },
      { total: 39.1, uncapped: 39.1, cappedAt: null },
    ],
  ])('%s', (_, inputs, expected) => {
    expect(evaluate(card, inputs)).toMatchObject(expected)
  })

  it('goes with the error rate: fixing anything else promises nothing', () => {
    const evaluation = evaluate(card, { ...failing(1, 1_000), twoFactor: false })
    expect(listActions(evaluation).map(({ id, gain, priority }) => ({ id, gain, priority }))).toEqual([
      { id: 'error_rate', gain: 57, priority: 'critical' },
      { id: 'two_factor', gain: 0, priority: 'recommended' },
    ])
  })
})

describe('order of actions', () => {
  it('is by priority, then points', () => {
    const inputs = bestInputs({ stripeConnect: false, twoFactor: false, keysOld: 1, consumers: 5, tools: [bestTool({ fairErrors: 300 })] })
    expect(listActions(evaluate(card, inputs)).map(({ id, priority, gain }) => [id, priority, gain])).toEqual([
      ['stripe_connect', 'critical', 5],
      ['error_rate', 'critical', 2.5],
      ['two_factor', 'recommended', 4],
      ['key_age', 'recommended', 3],
      ['active_consumers', 'optimization', 6],
    ])
  })
})
