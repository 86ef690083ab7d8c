// The log: structured lines that the platform and its tenants send, and those of this product itself, kept for
// some weeks and searched by staff. Evidence for what metrics say; no metric is made of them. Reads and writes
// log_lines and log_counts. Ingest stores what is sent, in the same table; secrets are taken out before
// (redact.ts).

/** From the least to the gravest. */
export const logLevels = ['debug', 'info', 'warn', 'error', 'fatal'] as const
export type LogLevel = (typeof logLevels)[number]

export interface LogLine {
  at: Date
  /** To the microsecond; with the id the place of the line in every list. */
  atMicros: number
  externalId: string
  receivedAt: Date
  level: LogLevel
  message: string
  service: string | null
  requestId: string | null
  organizationId: string | null
  /** Its name. */
  organization: string | null
  fields: Record<string, unknown> | null
}

/** Lines on a page. */
export const PAGE_LINES = 100

/** As what the product's own lines stand in the log. */
export const OWN_SERVICE = 'pulsegrid'

/** Own lines that wait for the database; what comes beyond them is given up and counted. */
export const MAX_WAITING_LINES = 5_000
/** Own lines written at a time. */
export const OWN_LINES_AT_ONCE = 500
/** Lines of the process that were given up because too many waited, or could not be stored. */
export const DROPPED_LINES_METRIC = 'log_lines_dropped_total'

export const MAX_MESSAGE = 20_000
export const MAX_FIELDS_BYTES = 32_000

/** How often a process looks for new lines while somebody follows them. */
export const TAIL_POLL_MS = 400
/** Lines whose moment lies further back are not told as they come: a file of history is no news. */
export const TAIL_LATE_MS = 3_600_000
/** Lines of one look that a reader is told; of more, the newest. */
export const TAIL_LINES = 2_000
/** Lines that stand there when somebody begins to follow. */
export const TAIL_BACKLOG = 100
/** Bytes that wait for one reader; what does not fit is skipped and counted. */
export const TAIL_BUFFER_BYTES = 2 * 1024 * 1024
/** Who was away for longer begins anew. */
export const TAIL_RESUME_MS = 120_000
/** Each look asks for every reader. */
export const TAILS_PER_PROCESS = 60
export const TAILS_PER_SESSION = 4
