import { z } from 'zod'
import type { Actor } from '@/lib/auth/model'
import { DAY, MINUTE } from '@/lib/time'

// Ingest: how facts of the watched platform come in. Calls (invocations) have a fast path for
// volume; everything else arrives as CloudEvents (lib/ingest/events) or from files (import).
// Every row gets its own outcome: accepted, repeated or refused with a reason; good rows are kept.
// A 2xx answer means that the row is committed. Reads tools, consumers, fault_windows; writes
// invocations, rollup_marks, ingest_events, ingest_rejections, imports and the tables of facts.

/** What one request may carry. The body is measured after inflating. */
export const MAX_ROWS = 10_000
export const MAX_BODY_BYTES = 8 * 1024 * 1024

/** Clocks differ; more than this ahead of ours is refused. */
export const MAX_FUTURE_MS = 5 * MINUTE
/** Longest call that is believed: a day. */
export const MAX_LATENCY_MS = DAY
/** Dearest single call that is believed, in USD: keeps sums of micros exact. */
export const MAX_COST_USD = 1_000_000
/** Errors and repeats listed in an answer; the counts are always complete. */
const MAX_LISTED = 100

export const faults = ['developer', 'consumer', 'platform', 'upstream'] as const
export type Fault = (typeof faults)[number]
export type Outcome = 'ok' | 'error'

/** Why a row was refused. Closed, so that counts by reason stay readable. */
export const refusalReasons = [
  'invalid_json',
  'invalid',
  'in_future',
  'too_old',
  'unknown_tool',
  'unknown_reference',
  'unknown_type',
  'forbidden_type',
  'conflict',
] as const
export type RefusalReason = (typeof refusalReasons)[number]

/** A refused row: its place among the request's rows (from 0), the sender's id where it could be read. */
export interface Refusal {
  index: number
  id?: string
  reason: RefusalReason
  message: string
}

// NUL, or half of a surrogate pair (with the u flag whole pairs do not match).
const UNSTORABLE = /[\0\p{Surrogate}]/u

/** Text that Postgres can hold. */
export function storableText(value: string): boolean {
  return !UNSTORABLE.test(value)
}

/** Storable text of 1 to max characters. */
export const text = (max: number) => z.string().min(1).max(max).refine(storableText, 'must not hold NUL or broken Unicode')

/** One call, as it is sent. Fields that are not listed are ignored. */
export const invocationRowSchema = z.object({
  id: text(200).describe('Identity of the call; the same id at the same moment is the same row.'),
  tool: text(200).describe("The platform's id of the tool."),
  consumer: text(200).describe("The platform's id of the caller; an unknown one is created."),
  occurredAt: z.iso.datetime({ offset: true }).describe('When the call began.'),
  status: z
    .union([z.int().min(100).max(599), z.enum(['ok', 'error'])])
    .nullish()
    .describe('HTTP status, or ok/error. Left out: the outcome is unknown and no error metric applies.'),
  latencyMs: z.number().min(0).max(MAX_LATENCY_MS).nullish(),
  cost: z.number().min(0).max(MAX_COST_USD).nullish().describe('What the consumer paid, in USD.'),
  errorCode: text(200).nullish(),
  apiKeyPrefix: text(40).nullish(),
  sessionFingerprint: text(200).nullish(),
  fault: z.enum(faults).nullish().describe('Who is to blame, when the sender knows; only for a failed call.'),
})

/** Answer of both ingest routes: 200 when every row was taken, 207 when some were refused. */
export const ingestAnswerSchema = z.object({
  accepted: z.int(),
  /** Rows that were here already; nothing changed. */
  repeated: z.int(),
  rejected: z.int(),
  reasons: z.partialRecord(z.enum(refusalReasons), z.int()),
  errors: z.array(z.object({ index: z.int(), id: z.string().optional(), reason: z.enum(refusalReasons), message: z.string() })),
  /** Indexes of repeated rows; like errors, the first 100. */
  repeats: z.array(z.int()),
})
export type IngestAnswer = z.infer<typeof ingestAnswerSchema>

/** For whom a request speaks. */
export interface Sender {
  /** Key that the refusals are counted under; null for an import. */
  keyId: string | null
  /** Null: the platform, which speaks for every organization. */
  organizationId: string | null
}

/** The sender behind an actor: a key speaks for its organization or the platform, a job for the platform. */
export function senderOf(actor: Actor): Sender {
  return actor.kind === 'key' ? { keyId: actor.keyId, organizationId: actor.organizationId } : { keyId: null, organizationId: null }
}

/** The answer for a request from what happened to its rows; `repeats` may be cut to what is listed. */
export function composeAnswer(accepted: number, repeats: number[], refusals: Refusal[], repeated = repeats.length): IngestAnswer {
  const reasons: IngestAnswer['reasons'] = {}
  for (const { reason } of refusals) reasons[reason] = (reasons[reason] ?? 0) + 1
  return {
    accepted,
    repeated,
    rejected: refusals.length,
    reasons,
    errors: refusals.slice(0, MAX_LISTED),
    repeats: repeats.slice(0, MAX_LISTED),
  }
}
