import { DAY } from '@/lib/time'
import { type Fault, invocationRowSchema, MAX_COST_USD, MAX_FUTURE_MS, MAX_LATENCY_MS, type Outcome, type RefusalReason } from './model'

/** A call whose form is good; whether its tool exists is decided later. */
export interface Call {
  id: string
  tool: string
  consumer: string
  occurredAtMs: number
  outcome: Outcome | null
  statusCode: number | null
  latencyMs: number | null
  costMicros: number
  errorCode: string | null
  apiKeyPrefix: string | null
  sessionFingerprint: string | null
  fault: Fault | null
}

/** Moments that are taken, in milliseconds since 1970, both ends in. */
export interface Acceptance {
  oldestMs: number
  newestMs: number
  /** Lines of the log are kept for a time of their own; when left out they are taken like everything else. */
  oldestLineMs?: number
}

/** What may be stored at `now`, when raw calls are kept for retentionDays. */
export function acceptanceAt(now: Date, retentionDays: number): Acceptance {
  return { oldestMs: now.getTime() - retentionDays * DAY, newestMs: now.getTime() + MAX_FUTURE_MS }
}

export type RowVerdict = { ok: true; call: Call } | { ok: false; reason: RefusalReason; message: string }

/**
 * Judges the form and the time of one parsed row. Well-formed rows of the usual shape take a short
 * path; every other row is judged by the zod schema, which says what is wrong with it.
 * decide-row.test.ts holds that the short path accepts nothing that the schema refuses.
 * @param plain true when no text of the row can hold NUL or broken Unicode (checked once for the whole body)
 */
export function decideRow(row: unknown, acceptance: Acceptance, plain: boolean): RowVerdict {
  const verdict = (plain && decidePlainRow(row)) || decideAnyRow(row)
  if (!verdict.ok) return verdict
  const at = verdict.call.occurredAtMs
  if (at > acceptance.newestMs) return { ok: false, reason: 'in_future', message: 'occurredAt is more than 5 minutes in the future.' }
  if (at < acceptance.oldestMs) return { ok: false, reason: 'too_old', message: 'occurredAt is older than raw calls are kept.' }
  return verdict
}

/** The short path: null means "not the usual shape", not "refused". */
export function decidePlainRow(row: unknown): { ok: true; call: Call } | null {
  if (typeof row !== 'object' || row === null) return null
  const { id, tool, consumer, occurredAt, status, latencyMs, cost, errorCode, apiKeyPrefix, sessionFingerprint, fault } = row as Record<string, unknown>
  if (!isText(id, 200) || !isText(tool, 200) || !isText(consumer, 200) || typeof occurredAt !== 'string') return null
  const occurredAtMs = parseUtc(occurredAt)
  if (Number.isNaN(occurredAtMs)) return null
  if (!isAmount(latencyMs, MAX_LATENCY_MS) || !isAmount(cost, MAX_COST_USD)) return null
  if (!isOptionalText(errorCode, 200) || !isOptionalText(apiKeyPrefix, 40) || !isOptionalText(sessionFingerprint, 200)) return null
  if (fault !== undefined && fault !== null) return null
  if (status !== undefined && status !== 'ok' && status !== 'error') {
    if (typeof status !== 'number' || !Number.isInteger(status) || status < 100 || status > 599) return null
  }
  const outcome = outcomeOf(status, errorCode, null)
  return {
    ok: true,
    call: {
      id,
      tool,
      consumer,
      occurredAtMs,
      outcome,
      statusCode: typeof status === 'number' ? status : null,
      latencyMs: latencyMs ?? null,
      costMicros: cost ? Math.round(cost * 1e6) : 0,
      errorCode: errorCode ?? null,
      apiKeyPrefix: apiKeyPrefix ?? null,
      sessionFingerprint: sessionFingerprint ?? null,
      fault: null,
    },
  }
}

/** The schema's own judgement of one row. */
export function decideAnyRow(row: unknown): RowVerdict {
  const parsed = invocationRowSchema.safeParse(row)
  if (!parsed.success) {
    const message = parsed.error.issues
      .slice(0, 3)
      .map((issue) => (issue.path.length > 0 ? `${issue.path.join('.')}: ${issue.message}` : issue.message))
      .join('; ')
    return { ok: false, reason: 'invalid', message }
  }
  const { status, errorCode, fault, cost, latencyMs, apiKeyPrefix, sessionFingerprint, occurredAt, ...ids } = parsed.data
  const outcome = outcomeOf(status ?? undefined, errorCode, fault)
  if (fault && outcome === 'ok') return { ok: false, reason: 'invalid', message: 'fault: only a failed call has a fault, and this status is a success' }
  return {
    ok: true,
    call: {
      ...ids,
      occurredAtMs: Date.parse(occurredAt),
      outcome,
      statusCode: typeof status === 'number' ? status : null,
      latencyMs: latencyMs ?? null,
      costMicros: cost ? Math.round(cost * 1e6) : 0,
      errorCode: errorCode ?? null,
      apiKeyPrefix: apiKeyPrefix ?? null,
      sessionFingerprint: sessionFingerprint ?? null,
      fault: fault ?? null,
    },
  }
}

/** An error code or a stated fault without a status still says that the call failed; nothing at all says nothing. */
function outcomeOf(status: number | string | undefined, errorCode: string | null | undefined, fault: Fault | null | undefined): Outcome | null {
  if (status === undefined) return errorCode || fault ? 'error' : null
  if (typeof status === 'number') return status >= 400 ? 'error' : 'ok'
  return status === 'error' ? 'error' : 'ok'
}

function isText(value: unknown, max: number): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= max
}

function isOptionalText(value: unknown, max: number): value is string | null | undefined {
  return value === undefined || value === null || isText(value, max)
}

function isAmount(value: unknown, max: number): value is number | null | undefined {
  return value === undefined || value === null || (typeof value === 'number' && value >= 0 && value <= max)
}

const DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
let cachedDay = { text: '', ms: Number.NaN }

/**
 * Milliseconds of a moment written YYYY-MM-DDThh:mm:ss[.f…]Z; NaN for every other form. Three times
 * as fast as Date.parse, because calls of one request mostly share their day.
 */
export function parseUtc(moment: string): number {
  const length = moment.length
  if (length < 20 || length > 30 || moment.charCodeAt(length - 1) !== 90 || moment.charCodeAt(10) !== 84) return Number.NaN
  if (moment.charCodeAt(13) !== 58 || moment.charCodeAt(16) !== 58) return Number.NaN
  const day = moment.slice(0, 10)
  if (day !== cachedDay.text) cachedDay = { text: day, ms: parseDay(day) }
  const hours = twoDigits(moment, 11)
  const minutes = twoDigits(moment, 14)
  const seconds = twoDigits(moment, 17)
  // Negated, so that NaN fails as well.
  if (!(hours < 24 && minutes < 60 && seconds < 60)) return Number.NaN
  let milliseconds = 0
  if (length > 20) {
    if (moment.charCodeAt(19) !== 46 || length < 22) return Number.NaN
    for (let at = 20, weight = 100; at < length - 1; at++, weight /= 10) {
      const digit = moment.charCodeAt(at) - 48
      if (!(digit >= 0 && digit <= 9)) return Number.NaN
      // Finer than a millisecond is cut off, as Date.parse does.
      if (at < 23) milliseconds += digit * weight
    }
  }
  return cachedDay.ms + hours * 3_600_000 + minutes * 60_000 + seconds * 1000 + milliseconds
}

function parseDay(day: string): number {
  if (day.charCodeAt(4) !== 45 || day.charCodeAt(7) !== 45) return Number.NaN
  const year = twoDigits(day, 0) * 100 + twoDigits(day, 2)
  const month = twoDigits(day, 5)
  const date = twoDigits(day, 8)
  const leap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 1 : 0
  if (!(year >= 1970 && month >= 1 && month <= 12 && date >= 1 && date <= (DAYS_IN_MONTH[month - 1] ?? 0) + leap)) return Number.NaN
  return Date.UTC(year, month - 1, date)
}

function twoDigits(value: string, at: number): number {
  const tens = value.charCodeAt(at) - 48
  const ones = value.charCodeAt(at + 1) - 48
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN
}
