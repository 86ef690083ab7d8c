import { type LogLevel, logLevels, MAX_FIELDS_BYTES, MAX_MESSAGE } from './model'
import { redactFields, redactText } from './redact'

/** A line of this process, ready to be stored. */
export interface OwnLine {
  at: string
  level: LogLevel
  message: string
  requestId: string | null
  fields: Parameters<typeof redactFields>[0]
}

/** What pino begins a line with that is kept: less grave ones stay on standard output. */
const KEPT = /^\{"level":"(?:warn|error|fatal)",/
const UNSTORABLE = /[\0\p{Surrogate}]/gu

/** A line of standard output as one of the log; null: not grave enough, or no line of ours. */
export function readOwnLine(line: string): OwnLine | null {
  if (!KEPT.test(line)) return null
  try {
    const { level, time, msg, requestId, ...fields } = JSON.parse(line, (_, value) => (typeof value === 'string' ? storable(value) : value))
    const known = logLevels.find((one) => one === level)
    if (known === undefined || typeof time !== 'string') return null
    const [message, id] = [textOf(msg) ?? 'a line without words', textOf(requestId)]
    return {
      at: time,
      level: known,
      message: redactText(message).slice(0, MAX_MESSAGE),
      requestId: id?.slice(0, 200) ?? null,
      fields: bounded(redactFields(fields)),
    }
  } catch {
    return null
  }
}

/** The line of an answered request: what failed on our side is an error, who was slowed down a warning. */
export function requestLine(
  { method, route, status, durationMs, requestId }: { method: string; route: string; status: number; durationMs: number; requestId: string },
  now: Date,
): OwnLine {
  const ms = Math.round(durationMs)
  return {
    at: now.toISOString(),
    level: status >= 500 ? 'error' : status === 429 ? 'warn' : 'info',
    message: storable(`${method} ${route} ${status} in ${ms} ms`),
    requestId,
    fields: { method, route: storable(route), status, durationMs: ms },
  }
}

function storable(text: string): string {
  return text.replaceAll(UNSTORABLE, '\uFFFD')
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

function bounded(fields: OwnLine['fields']): OwnLine['fields'] {
  const bytes = JSON.stringify(fields).length
  return bytes <= MAX_FIELDS_BYTES ? fields : { truncated: `${bytes} characters of fields were left out` }
}
