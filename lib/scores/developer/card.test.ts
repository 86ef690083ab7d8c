import { describe, expect, it } from 'vitest'
import { bestInputs, bestTool } from '@/tests/support/score-inputs'
import { maxPoints, pointsOf, readSheet } from '../scorecard'
import { developerScorecard } from './card'
import type { DeveloperInputs, ToolInputs } from './inputs'
import { emptyInputs } from './inputs'

/** The reading of one metric. */
function read(id: string, inputs: DeveloperInputs) {
  const sheet = readSheet(developerScorecard, inputs)
  for (const [d, dimension] of developerScorecard.dimensions.entries()) {
    const m = dimension.metrics.findIndex((metric) => metric.id === id)
    const reading = sheet.whole[d]?.[m]
    if (reading) return reading
  }
  throw new Error(`no metric ${id}`)
}

const oneTool = (change: Partial<ToolInputs>) => bestInputs({ tools: [bestTool(change)] })
const failing = (errors: number, rated = 1_000) => oneTool({ rated, errors, fairRated: rated, fairErrors: errors })
const taking = (latencyMs: number) => oneTool({ latencyCount: 1_000, latencySumMs: latencyMs * 1_000 })
const down = (probesDown: number) => oneTool({ probes: 1_000, probesDown })
const delivering = (delivered: number) => bestInputs({ deliveries: 1_000, delivered })
const rated = (stars: number) => bestInputs({ reviews: 100, stars: stars * 100 })
const answering = (answered: number) => bestInputs({ reviews: 1_000, reviewsDue: 1_000, answered })
const refunding = (refunds: number) => bestInputs({ tools: [bestTool({ invocations: 1_000 })], refunds })
const earning = (now: number) => bestInputs({ revenueMicros: now, previousRevenueMicros: 1_000 })
const called = (now: number) => bestInputs({ tools: [bestTool({ invocations: now })], previousInvocations: 1_000 })

describe('bands of the developer scorecard, from both sides of every boundary', () => {
  it.each<[metric: string, what: string, inputs: DeveloperInputs, points: number]>([
    ['error_rate', '0 %', failing(0), 20],
    ['error_rate', '0.9 %', failing(9), 20],
    ['error_rate', '1 % is no longer under 1 %', failing(10), 15],
    ['error_rate', '5 % still belongs to 1-5 %', failing(50), 15],
    ['error_rate', '5.1 %', failing(51), 10],
    ['error_rate', '10 % is not over 10 %', failing(100), 10],
    ['error_rate', '10.1 %', failing(101), 5],
    ['error_rate', '100 %', failing(1_000), 5],
    ['latency', '199.999 ms', taking(199.999), 20],
    ['latency', '200 ms', taking(200), 15],
    ['latency', '499.999 ms', taking(499.999), 15],
    ['latency', '500 ms', taking(500), 10],
    ['latency', '999.999 ms', taking(999.999), 10],
    ['latency', '1000 ms', taking(1_000), 5],
    ['health_endpoint', 'yes', oneTool({ endpoint: true }), 20],
    ['health_endpoint', 'no', oneTool({ endpoint: false }), 10],
    ['health_endpoint', 'one of two tools', bestInputs({ tools: [bestTool(), bestTool({ id: 'b', endpoint: false })] }), 15],
    ['health_endpoint', 'two of three tools', bestInputs({ tools: [bestTool(), bestTool({ id: 'b' }), bestTool({ id: 'c', endpoint: false })] }), 16.7],
    ['uptime', '99.6 %', down(4), 20],
    ['uptime', '99.5 % is not over 99.5 %', down(5), 15],
    ['uptime', '95 %', down(50), 15],
    ['uptime', '94.9 %', down(51), 5],
    ['stripe_connect', 'yes', bestInputs(), 5],
    ['stripe_connect', 'no', bestInputs({ stripeConnect: false }), 0],
    ['two_factor', 'yes', bestInputs(), 4],
    ['two_factor', 'no', bestInputs({ twoFactor: false }), 0],
    ['webhook_endpoint', 'yes', bestInputs(), 3],
    ['webhook_endpoint', 'no', bestInputs({ webhookEndpoint: false }), 0],
    ['ip_allowlist', 'all keys', bestInputs({ keys: 3, keysOpen: 0 }), 3],
    ['ip_allowlist', 'all but one', bestInputs({ keys: 3, keysOpen: 1 }), 0],
    ['key_age', 'none old', bestInputs({ keys: 3, keysOld: 0 }), 3],
    ['key_age', 'one old', bestInputs({ keys: 3, keysOld: 1 }), 0],
    ['budget_controls', 'yes', bestInputs(), 2],
    ['budget_controls', 'no', bestInputs({ budgetControls: false }), 0],
    ['webhook_delivery', '99.1 %', delivering(991), 8],
    ['webhook_delivery', '99 % is not over 99 %', delivering(990), 5],
    ['webhook_delivery', '95 %', delivering(950), 5],
    ['webhook_delivery', '94.9 %', delivering(949), 2],
    ['review_speed', 'all', bestInputs(), 6],
    ['review_speed', 'one of three, pro rata', bestInputs({ reviewsDue: 3, answered: 3, answeredInTime: 1 }), 2],
    ['review_speed', 'three of seven, to 0.1', bestInputs({ reviewsDue: 7, answered: 7, answeredInTime: 3 }), 2.6],
    ['review_speed', 'none', bestInputs({ answeredInTime: 0 }), 0],
    ['semver_versions', 'every tool', bestInputs(), 3],
    ['semver_versions', 'one of two tools', bestInputs({ tools: [bestTool(), bestTool({ id: 'b', version: null })] }), 1.5],
    ['semver_versions', 'no changelog', oneTool({ version: 'no_changelog' }), 0],
    ['semver_versions', 'not semantic', oneTool({ version: 'not_semver' }), 0],
    ['audit_retention', 'yes', bestInputs(), 3],
    ['audit_retention', 'no', bestInputs({ auditRetention: false }), 0],
    ['rating', '4.5', rated(4.5), 10],
    ['rating', '4.49', rated(4.49), 7],
    ['rating', '4.0', rated(4), 7],
    ['rating', '3.99', rated(3.99), 4],
    ['rating', '3.5', rated(3.5), 4],
    ['rating', '3.49', rated(3.49), 2],
    ['review_response', '80.1 %', answering(801), 5],
    ['review_response', '80 % is not over 80 %', answering(800), 3],
    ['review_response', '50 %', answering(500), 3],
    ['review_response', '49.9 %', answering(499), 1],
    ['refund_rate', '0.9 %', refunding(9), 5],
    ['refund_rate', '1 %', refunding(10), 3],
    ['refund_rate', '5 %', refunding(50), 3],
    ['refund_rate', '5.1 %', refunding(51), 0],
    ['active_consumers', '101', bestInputs({ consumers: 101 }), 8],
    ['active_consumers', '100 is not over 100', bestInputs({ consumers: 100 }), 6],
    ['active_consumers', '50', bestInputs({ consumers: 50 }), 6],
    ['active_consumers', '49', bestInputs({ consumers: 49 }), 4],
    ['active_consumers', '10', bestInputs({ consumers: 10 }), 4],
    ['active_consumers', '9', bestInputs({ consumers: 9 }), 2],
    ['revenue_trend', '+2.1 %', earning(1_021), 6],
    ['revenue_trend', '+2 % is stable', earning(1_020), 4],
    ['revenue_trend', '-2 % is stable', earning(980), 4],
    ['revenue_trend', '-2.1 %', earning(979), 2],
    ['volume_trend', '+2.1 %', called(1_021), 6],
    ['volume_trend', '+2 % is stable', called(1_020), 4],
    ['volume_trend', '-2 % is stable', called(980), 4],
    ['volume_trend', '-2.1 %', called(979), 2],
    ['volume_trend', 'nobody calls any more', called(0), 2],
  ])('%s: %s', (metric, _, inputs, points) => {
    expect(read(metric, inputs)).toMatchObject({ points, state: 'applicable' })
  })
})

describe('what counts as no data', () => {
  it.each<[metric: string, inputs: DeveloperInputs, reason: RegExp]>([
    ['error_rate', emptyInputs, /^No calls in 28 days/],
    ['error_rate', oneTool({ rated: 0, fairRated: 0 }), /states no outcome/],
    ['error_rate', oneTool({ fairRated: 0 }), /incidents of the platform/],
    ['latency', oneTool({ latencyCount: 0, latencySumMs: 0 }), /No calls with a latency/],
    ['health_endpoint', emptyInputs, /No tool is published/],
    ['uptime', oneTool({ endpoint: false }), /No health endpoint/],
    ['uptime', oneTool({ probes: 0 }), /No health check has run/],
    ['ip_allowlist', bestInputs({ keys: 0 }), /no API key/],
    ['key_age', bestInputs({ keys: 0 }), /no API key/],
    ['webhook_delivery', bestInputs({ deliveries: 0, delivered: 0 }), /No webhook was delivered/],
    ['review_speed', bestInputs({ reviews: 0, reviewsDue: 0 }), /No reviews in 28 days/],
    ['review_speed', bestInputs({ reviews: 2, reviewsDue: 0 }), /younger than 48 hours/],
    ['semver_versions', emptyInputs, /No tool is published/],
    ['semver_versions', oneTool({ version: null }), /No version of a tool/],
    ['rating', bestInputs({ reviews: 0, stars: 0 }), /No reviews in 28 days/],
    ['review_response', bestInputs({ reviews: 0, reviewsDue: 0 }), /No reviews in 28 days/],
    ['review_response', bestInputs({ reviews: 2, reviewsDue: 0 }), /younger than 48 hours/],
    ['refund_rate', emptyInputs, /No calls in 28 days/],
    ['refund_rate', bestInputs({ revenueMicros: 0 }), /No paid calls/],
    ['active_consumers', emptyInputs, /No calls in 56 days/],
    ['revenue_trend', bestInputs({ previousRevenueMicros: 0 }), /No revenue in the 28 days before/],
    ['volume_trend', bestInputs({ previousInvocations: 0 }), /No calls in the 28 days before/],
  ])('%s: %#', (metric, inputs, reason) => {
    expect(read(metric, inputs)).toMatchObject({ state: 'not_applicable', points: null, value: null, reason: expect.stringMatching(reason) })
  })

  it('counts consumers of a tool that nobody calls any more as none, not as unknown', () => {
    expect(read('active_consumers', bestInputs({ tools: [bestTool({ invocations: 0 })], consumers: 0 }))).toMatchObject({ points: 2, value: 0 })
  })

  it('counts refunds even where no revenue is reported', () => {
    expect(read('refund_rate', bestInputs({ revenueMicros: 0, refunds: 5, tools: [bestTool({ invocations: 100 })] }))).toMatchObject({ points: 3 })
  })
})

describe('volume: 30 calls apply, 100 are no longer low', () => {
  const cases: Record<string, (volume: number) => DeveloperInputs> = {
    error_rate: (volume) => failing(0, volume),
    latency: (volume) => oneTool({ latencyCount: volume, latencySumMs: volume * 100 }),
    uptime: (volume) => oneTool({ probes: volume }),
    webhook_delivery: (volume) => bestInputs({ deliveries: volume, delivered: volume }),
    refund_rate: (volume) => oneTool({ invocations: volume }),
    revenue_trend: (volume) => bestInputs({ previousInvocations: volume }),
    volume_trend: (volume) => bestInputs({ previousInvocations: volume }),
  }
  for (const [metric, inputs] of Object.entries(cases)) {
    it.each([
      [29, 'not_applicable'],
      [30, 'low_volume'],
      [99, 'low_volume'],
      [100, 'applicable'],
    ])(`${metric} over %i: %s`, (volume, state) => {
      expect(read(metric, inputs(volume))).toMatchObject({ state, volume })
    })
  }
})

describe('reliability cap', () => {
  it.each<[string, DeveloperInputs, number | null]>([
    ['10 % on 1,000 calls', failing(100), null],
    ['10.1 % on 1,000 calls', failing(101), 59],
    ['50 % on 1,000 calls', failing(500), 59],
    ['50.1 % on 1,000 calls', failing(501), 39],
    ['100 % on 999 calls', failing(999, 999), null],
  ])('%s', (_, inputs, cap) => {
    expect(read('error_rate', inputs).cap).toBe(cap)
  })
})

describe('the scorecard as data', () => {
  const metrics = developerScorecard.dimensions.flatMap((dimension) => dimension.metrics)

  it('has five dimensions of 20 points and 20 metrics with ids of their own', () => {
    expect(developerScorecard.dimensions.map((dimension) => dimension.max)).toEqual([20, 20, 20, 20, 20])
    expect(new Set(metrics.map((metric) => metric.id)).size).toBe(20)
    expect(metrics).toHaveLength(20)
  })

  it.each(developerScorecard.dimensions.map((dimension) => [dimension.id, dimension] as const))('%s: the metrics make up 20 points', (_, dimension) => {
    const best = dimension.metrics.map((metric) => maxPoints(metric.scale))
    if (dimension.combine === 'average') expect(new Set(best)).toEqual(new Set([20]))
    else expect(best.reduce((sum, points) => sum + points, 0)).toBe(20)
  })

  it.each(metrics.map((metric) => [metric.id, metric] as const))(
    '%s: every band is worth more than the next, and says how to be fixed',
    (_, { scale, fix, source }) => {
      if (scale.kind === 'bands') {
        const points = [...scale.bands.map((band) => band.points), scale.otherwise]
        expect(points).toEqual([...points].sort((a, b) => b - a))
        expect(new Set(points).size).toBe(points.length)
      }
      expect(fix.href).toMatch(/^\/dashboard\//)
      expect(fix.steps.length).toBeGreaterThanOrEqual(2)
      expect(source).not.toBe('')
    },
  )

  it('keeps shares inside 0..1', () => {
    expect(pointsOf({ kind: 'share', at0: 0, at1: 6 }, 1.5)).toBe(6)
    expect(pointsOf({ kind: 'share', at0: 10, at1: 20 }, -1)).toBe(10)
  })
})
