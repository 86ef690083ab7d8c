import fc from 'fast-check'
import { type DeveloperInputs, emptyInputs, type ToolInputs } from '@/lib/scores/developer/inputs'

/** A tool at its best in everything, with enough calls to be judged. */
export function bestTool(change: Partial<ToolInputs> = {}): ToolInputs {
  return {
    id: 'tool-a',
    invocations: 5_000,
    rated: 5_000,
    errors: 0,
    fairRated: 5_000,
    fairErrors: 0,
    latencyCount: 5_000,
    latencySumMs: 500_000,
    endpoint: true,
    probes: 8_000,
    probesDown: 0,
    version: 'good',
    ...change,
  }
}

/** A developer with 100 points. */
export function bestInputs(change: Partial<DeveloperInputs> = {}): DeveloperInputs {
  return {
    ...emptyInputs,
    tools: [bestTool()],
    stripeConnect: true,
    twoFactor: true,
    webhookEndpoint: true,
    budgetControls: true,
    auditRetention: true,
    keys: 2,
    deliveries: 1_000,
    delivered: 1_000,
    reviews: 10,
    stars: 50,
    reviewsDue: 10,
    answered: 10,
    answeredInTime: 10,
    revenueMicros: 2_000_000,
    previousInvocations: 1_000,
    previousRevenueMicros: 1_000_000,
    consumers: 150,
    ...change,
  }
}

const upTo = (max: number) => fc.integer({ min: 0, max })
/** An even share; fc.double prefers the neighbourhood of 0. */
const share = (max = 1) => fc.integer({ min: 0, max: 1_000 }).map((perMille) => (perMille * max) / 1_000)

/** Any tool: with traffic and without, failing and fine, around the volume limits too. */
const anyTool: fc.Arbitrary<ToolInputs> = fc
  .record({
    id: fc.uuid(),
    calls: fc.oneof(upTo(150), fc.integer({ min: 900, max: 1_100 }), upTo(100_000)),
    known: fc.record({ rated: share(), fair: share() }),
    failing: fc.oneof(fc.constant(0), share(), share(0.12)),
    latency: fc.oneof(share(2_000), fc.constantFrom(199, 200, 500, 1_000)),
    endpoint: fc.boolean(),
    probes: fc.oneof(upTo(120), upTo(8_064)),
    down: share(0.1),
    version: fc.constantFrom('good' as const, 'not_semver' as const, 'no_changelog' as const, null),
  })
  .map(({ id, calls, known, failing, latency, endpoint, probes, down, version }) => {
    const rated = Math.floor(calls * known.rated)
    const fairRated = Math.floor(rated * known.fair)
    const fairErrors = Math.floor(fairRated * failing)
    return {
      id,
      invocations: calls,
      rated,
      errors: Math.min(rated, fairErrors + Math.floor((rated - fairRated) * failing)),
      fairRated,
      fairErrors,
      latencyCount: calls,
      latencySumMs: Math.round(calls * latency * 1_000) / 1_000,
      endpoint,
      probes,
      probesDown: Math.floor(probes * down),
      version,
    }
  })

/** Any developer: no tool, one or several, everything else independent of it. */
export const anyInputs: fc.Arbitrary<DeveloperInputs> = fc
  .record({
    tools: fc.array(anyTool, { maxLength: 5 }),
    flags: fc.record({
      stripeConnect: fc.boolean(),
      twoFactor: fc.boolean(),
      webhookEndpoint: fc.boolean(),
      budgetControls: fc.boolean(),
      auditRetention: fc.boolean(),
    }),
    keys: upTo(4),
    keysOpen: upTo(4),
    keysOld: upTo(4),
    deliveries: fc.oneof(upTo(150), upTo(5_000)),
    lost: share(0.08),
    reviews: upTo(30),
    stars: share(4).map((more) => 1 + more),
    due: share(),
    answered: share(),
    inTime: share(),
    refunds: upTo(200),
    money: fc.record({ now: upTo(10_000_000), before: upTo(10_000_000) }),
    callsBefore: fc.oneof(upTo(120), upTo(100_000)),
    consumers: upTo(200),
  })
  .map(({ tools, flags, keys, deliveries, lost, reviews, due, answered, inTime, money, callsBefore, ...rest }) => {
    const reviewsDue = Math.round(reviews * due)
    const answeredCount = Math.round(reviewsDue * answered)
    return {
      ...emptyInputs,
      ...flags,
      tools,
      keys,
      keysOpen: Math.min(keys, rest.keysOpen),
      keysOld: Math.min(keys, rest.keysOld),
      deliveries,
      delivered: deliveries - Math.floor(deliveries * lost),
      reviews,
      stars: Math.round(reviews * rest.stars),
      reviewsDue,
      answered: answeredCount,
      answeredInTime: Math.round(answeredCount * inTime),
      refunds: rest.refunds,
      revenueMicros: money.now,
      previousRevenueMicros: money.before,
      previousInvocations: callsBefore,
      consumers: rest.consumers,
    }
  })
