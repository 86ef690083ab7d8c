import type { Context } from '@/lib/auth/model'
import { env } from '@/lib/env'
import { DAY, isoDay } from '@/lib/time'
import { attributeFault } from '../attribute-fault'
import { BUCKET_MS, type CallBatch, type Mark, type RefusedCount } from '../batch'
import { covering, currentFaultSpans, type KnownTool, resolveConsumers, resolveTools } from '../catalogue/queries'
import { acceptanceAt, type Call, decideRow } from '../decide-row'
import { appendCall, createRowBuffer, writtenRows } from '../encode-calls'
import { composeAnswer, type IngestAnswer, type Refusal, type Sender, senderOf } from '../model'
import type { Lines } from '../ndjson'
import { commitCalls } from './commit-calls'
import { createMissingConsumers } from './create-consumers'

/** Calls ready to be stored, and what was refused on the way. */
export interface PreparedCalls {
  parcel: CallBatch
  /** Index in the request of each call in the parcel, in its order. */
  indexes: number[]
  refusals: Refusal[]
}

/** Where rows come from: their number, and each one parsed or with the reason why it is not. */
export type RowSource = Pick<Lines, 'count' | 'parse' | 'plain'>

/**
 * Takes the calls of one request: judges each row, charges failures to somebody, commits what is
 * good and says what became of every row. The answer is given after the commit.
 * @throws AppError rate_limited, unavailable: nothing is known to be stored, repeating is safe
 */
export async function ingestCalls(ctx: Context, rows: RowSource): Promise<IngestAnswer> {
  const prepared = await prepareCalls(senderOf(ctx.actor), rows, ctx.now)
  return commitPrepared(prepared)
}

/** Commits prepared calls and composes the answer. */
export async function commitPrepared({ parcel, indexes, refusals }: PreparedCalls): Promise<IngestAnswer> {
  const repeats = parcel.rows > 0 || parcel.refused.length > 0 ? await commitCalls(parcel) : []
  return composeAnswer(
    parcel.rows - repeats.length,
    repeats.map((place) => indexes[place] ?? place),
    refusals,
  )
}

/** Judges, resolves and encodes rows; creates callers that are seen for the first time. */
export async function prepareCalls(sender: Sender, rows: RowSource, now: Date, shiftedWeeks: number | null = null): Promise<PreparedCalls> {
  const acceptance = acceptanceAt(now, env().RAW_RETENTION_DAYS)
  const calls: Call[] = []
  const indexes: number[] = []
  const refusals: Refusal[] = []
  const toolIds = new Set<string>()
  for (let index = 0; index < rows.count; index++) {
    const line = rows.parse(index)
    if ('problem' in line) {
      refusals.push({ index, reason: 'invalid_json', message: line.problem })
      continue
    }
    const verdict = decideRow(line.value, acceptance, rows.plain)
    if (verdict.ok) {
      calls.push(verdict.call)
      indexes.push(index)
      toolIds.add(verdict.call.tool)
    } else {
      refusals.push({ index, id: idOf(line.value), reason: verdict.reason, message: verdict.message })
    }
  }

  const toolOf = await resolveTools(toolIds)
  // A tool of another organization is as unknown as one that does not exist: no hint about others.
  const mayUse = (tool: KnownTool | undefined): tool is KnownTool =>
    tool !== undefined && (sender.organizationId === null || tool.organizationId === sender.organizationId)
  const consumerIds = new Set<string>()
  for (const call of calls) if (mayUse(toolOf(call.tool))) consumerIds.add(call.consumer)
  const consumerOf = await resolveOrCreateConsumers(consumerIds, shiftedWeeks)
  const spans = await currentFaultSpans()

  const buffer = createRowBuffer(calls.length)
  const marks: Mark[] = []
  const buckets = new Map<KnownTool, Set<number>>()
  const days = new Set<number>()
  const stored: number[] = []
  const namespace = sender.organizationId ?? ''
  let lastDay = Number.NaN
  for (let at = 0; at < calls.length; at++) {
    const call = calls[at] as Call
    const index = indexes[at] as number
    const tool = toolOf(call.tool)
    const consumer = mayUse(tool) ? consumerOf(call.consumer) : undefined
    if (!mayUse(tool) || !consumer) {
      refusals.push({ index, id: call.id, reason: 'unknown_tool', message: `There is no tool "${call.tool.slice(0, 80)}".` })
      continue
    }
    const { fault, excused } = attributeFault(
      { failed: call.outcome === 'error', statusCode: call.statusCode, errorCode: call.errorCode, stated: call.fault, occurredAtMs: call.occurredAtMs },
      covering(tool, spans),
    )
    appendCall(buffer, call, { tool: tool.idBytes, organization: tool.organizationBytes, consumer }, namespace, fault, excused)
    stored.push(index)

    const bucket = Math.floor(call.occurredAtMs / BUCKET_MS)
    let seen = buckets.get(tool)
    if (!seen) {
      seen = new Set()
      buckets.set(tool, seen)
    }
    if (!seen.has(bucket)) {
      seen.add(bucket)
      marks.push({ toolId: tool.id, organizationId: tool.organizationId, bucket })
    }
    const day = Math.floor(call.occurredAtMs / DAY)
    if (day !== lastDay) {
      days.add(day)
      lastDay = day
    }
  }
  refusals.sort((a, b) => a.index - b.index)
  const refused = countRefusals(sender, refusals, now)
  return { parcel: { chunks: stored.length > 0 ? [writtenRows(buffer)] : [], rows: stored.length, marks, refused, days: [...days] }, indexes: stored, refusals }
}

/** Refused rows by reason, for the counter; none where no key is counted under. */
export function countRefusals(sender: Sender, refusals: Refusal[], now: Date): RefusedCount[] {
  const { keyId, organizationId } = sender
  if (keyId === null || refusals.length === 0) return []
  const counts = new Map<string, number>()
  for (const { reason } of refusals) counts.set(reason, (counts.get(reason) ?? 0) + 1)
  return [...counts].map(([reason, rows]) => ({ day: isoDay(now), keyId, organizationId, reason, rows }))
}

async function resolveOrCreateConsumers(externalIds: Set<string>, shiftedWeeks: number | null): Promise<(externalId: string) => Uint8Array | undefined> {
  const known = await resolveConsumers(externalIds)
  const missing = [...externalIds].filter((id) => !known(id))
  if (missing.length === 0) return known
  await createMissingConsumers(missing, shiftedWeeks)
  return resolveConsumers(externalIds)
}

function idOf(row: unknown): string | undefined {
  const id = typeof row === 'object' && row !== null ? (row as { id?: unknown }).id : undefined
  return typeof id === 'string' ? id.slice(0, 200) : undefined
}
