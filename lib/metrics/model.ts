// What happened, per tool and stretch of time: calls, errors by class and by who is to blame, latency,
// revenue, consumers. Reads the raw calls (invocations) and the marks that ingest leaves; writes
// tool_metrics_5m, tool_metrics_hourly, tool_metrics_daily, tool_consumers_daily and usage_marks.
// A marked bucket is counted again from its raw calls, never added to: late, repeated and
// re-attributed calls cannot make a rollup drift.

/** Days that 5-minute buckets are kept, whole UTC days. */
export const FIVE_MINUTE_DAYS = 35

/** Days that hourly and daily buckets are kept, whole UTC days. */
export const ROLLUP_DAYS = 400

export const steps = ['5m', 'hour', 'day'] as const
/** Width of the buckets of a series. */
export type Step = (typeof steps)[number]

/** Advisory lock: whoever writes or drops rollups waits for the other. */
export const ROLLUP_LOCK = 'pulsegrid:rollup-metrics'
