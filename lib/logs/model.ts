// The log: structured lines that the platform and its tenants send, and those of this product itself, kept for
// some weeks and searched by staff. Evidence for what metrics say; no metric is made of them. Reads and writes
// log_lines and log_counts. Ingest stores what is sent, in the same table; secrets are taken out before
// (redact.ts).

/** From the least to the gravest. */
export const logLevels = ['debug', 'info', 'warn', 'error', 'fatal'] as const
export type LogLevel = (typeof logLevels)[number]

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
