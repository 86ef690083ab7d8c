import type { LogLine } from './model'

// What a reader who follows lines is told, as server-sent events: `lines` (an array, the oldest first), `skipped`
// (how many lines were left out, as the reader is too slow or too many came at once), `restart` (what came while
// it was away is not known any more), `beat`. Ids say from where to go on after a pause.

/** Where a reader stands: which transactions it has seen, and when that was. */
export interface TailPosition {
  atMs: number
  /** pg_snapshot as text. */
  snapshot: string
}

/** A line as a reader gets it. */
export interface TailLine {
  key: string
  at: string
  receivedAt: string
  level: LogLine['level']
  message: string
  service: string | null
  requestId: string | null
  organizationId: string | null
  organization: string | null
  fields: Record<string, unknown> | null
}

/** Longer texts are told in part; the list shows the whole line. */
const MAX_TEXT = 4_000
/** Lines of one event. */
const CHUNK = 200

const encoder = new TextEncoder()

/** A position as an event carries it. */
export function writePosition({ atMs, snapshot }: TailPosition): string {
  return `${atMs}/${snapshot}`
}

/** The position that a reader says it has; null: none, or nonsense. */
export function readPosition(text: string | null): TailPosition | null {
  const [, atMs, snapshot] = /^(\d{1,15})\/(\d{1,19}:\d{1,19}:[\d,]{0,8000})$/.exec(text ?? '') ?? []
  return atMs === undefined || snapshot === undefined ? null : { atMs: Number(atMs), snapshot }
}

/** The oldest transaction that was under way in a snapshot: all before it are seen. */
export function oldestOf(snapshot: string): bigint {
  return BigInt(snapshot.slice(0, snapshot.indexOf(':')))
}

/** Names a line in every list. */
function lineKey({ atMicros, externalId }: Pick<LogLine, 'atMicros' | 'externalId'>): string {
  return `${atMicros}_${externalId}`
}

/** A line as pages, files and programs get it. */
export function tellLine(line: LogLine): TailLine {
  const { at, receivedAt, level, message, service, requestId, organizationId, organization, fields } = line
  return {
    key: lineKey(line),
    at: at.toISOString(),
    receivedAt: receivedAt.toISOString(),
    level,
    message,
    service,
    requestId,
    organizationId,
    organization,
    fields,
  }
}

/** A line as those get it who follow the log. */
export function toTailLine(line: LogLine): TailLine {
  const told = tellLine(line)
  const { message, fields } = told
  return {
    ...told,
    message: message.length > MAX_TEXT ? `${message.slice(0, MAX_TEXT)}…` : message,
    fields: fields && JSON.stringify(fields).length > MAX_TEXT ? { truncated: 'Too long to be told live; search for the line.' } : fields,
  }
}

/** Events with these lines, the oldest first; only the last says the position, as all of them belong to it. */
export function lineFrames(lines: LogLine[], position: TailPosition): { bytes: Uint8Array; lines: number }[] {
  const chunks = Array.from({ length: Math.ceil(lines.length / CHUNK) }, (_, n) => lines.slice(n * CHUNK, (n + 1) * CHUNK))
  return chunks.map((chunk, n) => ({ bytes: frame('lines', chunk.map(toTailLine), n === chunks.length - 1 ? position : null), lines: chunk.length }))
}

/** Says how many lines were left out. */
export function skippedFrame(lines: number): Uint8Array {
  return frame('skipped', { lines }, null)
}

/** A state of the stream itself. */
export function tailStateFrame(state: 'ready' | 'restart' | 'beat', position: TailPosition): Uint8Array {
  return frame(state, {}, position)
}

function frame(event: string, body: unknown, position: TailPosition | null): Uint8Array {
  return encoder.encode(`${position ? `id: ${writePosition(position)}\n` : ''}event: ${event}\ndata: ${JSON.stringify(body)}\n\n`)
}
