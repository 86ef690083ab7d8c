import { WEEK } from '@/lib/time'

/** Whom a source calls publisher and tool, where it brings its own catalogue. */
export interface CatalogueEntry {
  tool: string
  toolName: string
  publisher: string
  publisherName: string
  occurredAtMs: number
}

/** A record of a file as a row of the fast path, and what the catalogue has to hold for it. */
export interface ImportedRow {
  row: unknown
  entry?: CatalogueEntry
}

const MOMENT = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?)$/

/**
 * One run of the VM benchmarks: app = publisher, function = tool, caller = consumer. The source
 * gives the end of a run; occurredAt is its beginning, as for every call, so end - duration. No
 * status is known, so none is stated. Times carry no zone and are UTC.
 * @param ordinal counts equal records of a file, so that each stays a row of its own
 */
export function benchmarkRow(record: Record<string, string | undefined>, ordinal: number, shiftedWeeks: number): ImportedRow {
  const { end, app, function: name, caller, duration_ms: duration } = record
  const parts = MOMENT.exec(end ?? '')
  const latencyMs = duration ? Number(duration) : Number.NaN
  const endMs = parts ? Date.parse(`${parts[1]}T${parts[2]}Z`) : Number.NaN
  if (!app || !name || !caller || Number.isNaN(endMs) || !(latencyMs >= 0)) {
    return { row: { id: 'unreadable', tool: app, consumer: caller, occurredAt: end ?? null, latencyMs: duration ?? null } }
  }
  const occurredAtMs = endMs - latencyMs + shiftedWeeks * WEEK
  const tool = `${app}/${name}`
  return {
    row: {
      id: `vm:${tool}|${caller}|${end}|${duration}|${ordinal}`.slice(0, 200),
      tool,
      consumer: caller,
      occurredAt: new Date(occurredAtMs).toISOString(),
      latencyMs,
    },
    entry: { tool, toolName: name, publisher: app, publisherName: app, occurredAtMs },
  }
}

const NUMBERS = ['latencyMs', 'cost'] as const

/** One record of a CSV file whose columns are named like the fields of a call; empty means left out. */
export function csvCallRow(record: Record<string, string | undefined>, rowId: string, shiftedWeeks: number): ImportedRow {
  const row: Record<string, unknown> = Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined && value !== ''))
  for (const name of NUMBERS) if (typeof row[name] === 'string') row[name] = Number(row[name])
  if (typeof row.status === 'string' && /^\d+$/.test(row.status)) row.status = Number(row.status)
  return jsonCallRow(row, rowId, shiftedWeeks)
}

/** One parsed line; a call without an id is known by its content. */
export function jsonCallRow(value: unknown, rowId: string, shiftedWeeks: number): ImportedRow {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { row: value }
  const row: Record<string, unknown> = { id: rowId, ...value }
  if (shiftedWeeks !== 0 && typeof row.occurredAt === 'string') {
    const at = Date.parse(row.occurredAt)
    if (!Number.isNaN(at)) row.occurredAt = new Date(at + shiftedWeeks * WEEK).toISOString()
  }
  return { row }
}

/** The moment of a row, in milliseconds since 1970; null where it cannot be read. */
export function momentOf({ row }: ImportedRow): number | null {
  const occurredAt = typeof row === 'object' && row !== null ? (row as { occurredAt?: unknown }).occurredAt : null
  const at = typeof occurredAt === 'string' ? Date.parse(occurredAt) : Number.NaN
  return Number.isNaN(at) ? null : at
}
