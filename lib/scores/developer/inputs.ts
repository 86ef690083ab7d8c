import { z } from 'zod'

// What the developer scorecard is computed from: everything needed to compute a receipt again, and
// nothing else.

const count = z.number().int().nonnegative()

/** What is known of a tool's newest version; null when no version was ever reported. */
const versionStates = ['good', 'not_semver', 'no_changelog'] as const
export type VersionState = (typeof versionStates)[number] | null

/** One tool that is not archived, over the 28 days. */
export interface ToolInputs {
  id: string
  invocations: number
  /** Calls whose outcome is known, and the failed ones, whoever was to blame. */
  rated: number
  errors: number
  /** The same outside platform and upstream fault windows, and the developer's faults only. */
  fairRated: number
  fairErrors: number
  latencyCount: number
  latencySumMs: number
  /** A health endpoint is configured. */
  endpoint: boolean
  probes: number
  probesDown: number
  version: VersionState
}

/**
 * A tool as receipts store it: the figures of ToolInputs in their order, without their names, which
 * would be two thirds of a receipt's size.
 */
const packedToolSchema = z
  .tuple([z.string(), count, count, count, count, count, count, z.number().nonnegative(), z.boolean(), count, count, z.enum(versionStates).nullable()])
  .transform(
    ([id, invocations, rated, errors, fairRated, fairErrors, latencyCount, latencySumMs, endpoint, probes, probesDown, version]): ToolInputs => ({
      id,
      invocations,
      rated,
      errors,
      fairRated,
      fairErrors,
      latencyCount,
      latencySumMs,
      endpoint,
      probes,
      probesDown,
      version,
    }),
  )

/** Reads the inputs of a stored receipt. */
export const storedInputsSchema = z.object({
  tools: z.array(packedToolSchema),
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
export type DeveloperInputs = z.output<typeof storedInputsSchema>
export type StoredInputs = z.input<typeof storedInputsSchema>

/** The inputs as a receipt stores them; what its hash is of. */
export function packInputs(inputs: DeveloperInputs): StoredInputs {
  return {
    ...inputs,
    tools: inputs.tools.map((t) => [
      t.id,
      t.invocations,
      t.rated,
      t.errors,
      t.fairRated,
      t.fairErrors,
      t.latencyCount,
      t.latencySumMs,
      t.endpoint,
      t.probes,
      t.probesDown,
      t.version,
    ]),
  }
}

/** Sums over the developer's tools. */
export function sumOf(
  inputs: DeveloperInputs,
  figure: 'invocations' | 'rated' | 'errors' | 'fairRated' | 'fairErrors' | 'latencyCount' | 'latencySumMs' | 'probes' | 'probesDown',
): number {
  let sum = 0
  for (const tool of inputs.tools) sum += tool[figure]
  return sum
}

/** A developer of whom nothing is known: no tool, no key, nothing switched on. */
export const emptyInputs: DeveloperInputs = {
  tools: [],
  stripeConnect: false,
  twoFactor: false,
  webhookEndpoint: false,
  budgetControls: false,
  auditRetention: false,
  keys: 0,
  keysOpen: 0,
  keysOld: 0,
  deliveries: 0,
  delivered: 0,
  reviews: 0,
  stars: 0,
  reviewsDue: 0,
  answered: 0,
  answeredInTime: 0,
  refunds: 0,
  revenueMicros: 0,
  previousInvocations: 0,
  previousRevenueMicros: 0,
  consumers: 0,
  errorsConsumer: 0,
  errorsPlatform: 0,
  errorsUpstream: 0,
  excused: [],
}
