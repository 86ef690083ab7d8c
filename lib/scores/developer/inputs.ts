import { z } from 'zod'

// What the developer scorecard is computed from: everything needed to compute a receipt again, and
// nothing else. Stored with each receipt, so it is kept compact (a few hundred bytes a tool).

const count = z.number().int().nonnegative()

/** One tool that is not archived, over the 28 days. */
const toolInputsSchema = z.object({
  id: z.string(),
  invocations: count,
  /** Calls whose outcome is known, and the failed ones, whoever was to blame. */
  rated: count,
  errors: count,
  /** The same outside platform and upstream fault windows, and the developer's faults only. */
  fairRated: count,
  fairErrors: count,
  latencyCount: count,
  latencySumMs: z.number().nonnegative(),
  /** A health endpoint is configured. */
  endpoint: z.boolean(),
  probes: count,
  probesDown: count,
  /** The newest version before asOf; null when none was ever reported. */
  version: z.enum(['good', 'not_semver', 'no_changelog']).nullable(),
})
export type ToolInputs = z.infer<typeof toolInputsSchema>

export const developerInputsSchema = z.object({
  tools: z.array(toolInputsSchema),
  stripeConnect: z.boolean(),
  twoFactor: z.boolean(),
  webhookEndpoint: z.boolean(),
  budgetControls: z.boolean(),
  auditRetention: z.boolean(),
  /** Live API keys; of them without an IP allowlist; of them older than 90 days at asOf. */
  keys: count,
  keysOpen: count,
  keysOld: count,
  deliveries: count,
  delivered: count,
  /** Reviews posted in the window and the sum of their stars. */
  reviews: count,
  stars: count,
  /** Reviews answered, or posted more than 48 h before asOf: the others still have time. */
  reviewsDue: count,
  answered: count,
  answeredInTime: count,
  /** Refunds and disputes. */
  refunds: count,
  revenueMicros: z.number(),
  previousInvocations: count,
  previousRevenueMicros: z.number(),
  /** Distinct consumers of the window. */
  consumers: count,
  /** Failed calls that are charged to others. */
  errorsConsumer: count,
  errorsPlatform: count,
  errorsUpstream: count,
  /** Fault windows that cover a tool of the developer, with their minutes inside the 28 days. */
  excused: z.array(z.object({ label: z.string(), minutes: z.number() })),
})
export type DeveloperInputs = z.infer<typeof developerInputsSchema>

/** Sums over the developer's tools. */
export function sumOf(
  inputs: DeveloperInputs,
  figure: 'invocations' | 'rated' | 'errors' | 'fairRated' | 'fairErrors' | 'latencyCount' | 'latencySumMs' | 'probes' | 'probesDown',
): number {
  let sum = 0
  for (const tool of inputs.tools) sum += tool[figure]
  return sum
}
