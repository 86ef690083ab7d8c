// Who calls what: calls, errors, latency and spend of one consumer with one tool on one day, and the
// calls of one consumer in an hour. Reads the raw calls and the marks that rollups leave (usage_marks);
// writes consumer_usage_daily and consumer_hours. A marked day
// is counted again from its raw calls, so late and re-attributed calls cannot make it drift.

/** Days that usage is kept, whole UTC days. */
export const USAGE_DAYS = 400

/** Days that a consumer's hours are kept: four weeks to compare with, and one to spare. */
export const HOUR_DAYS = 35

/** Advisory lock: two runs of aggregate-usage take turns. */
export const USAGE_LOCK = 'pulsegrid:aggregate-usage'
