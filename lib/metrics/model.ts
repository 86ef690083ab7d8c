// What happened, per tool and stretch of time: calls, errors by class and by who is to blame, latency,
// revenue, consumers. Reads the raw calls (invocations) and the marks that ingest leaves; writes
// tool_metrics_5m, tool_metrics_hourly, tool_metrics_daily, tool_consumers_daily, usage_marks,
// recount_marks and metric_progress.
// A marked bucket is counted again from its raw calls, never added to: late, repeated and
// re-attributed calls cannot make a rollup drift.

/** Days that 5-minute buckets are kept, whole UTC days. */
export const FIVE_MINUTE_DAYS = 35

/** Days that the minutes of metric series are kept, whole UTC days: what alert rules with "for 5 minutes" read. */
export const MINUTE_DAYS = 2

/** Days that hourly and daily buckets are kept, whole UTC days. */
export const ROLLUP_DAYS = 400

export const steps = ['5m', 'hour', 'day'] as const
/** Width of the buckets of a series. */
export type Step = (typeof steps)[number]

/** The rollup's row in metric_progress. */
export const ROLLUP_STAGE = 'rollup'

/** Advisory lock: whoever writes or drops rollups waits for the other. */
export const ROLLUP_LOCK = 'pulsegrid:rollup-metrics'

/** What is known about a tool, or about all tools of an organization, in a stretch of time. */
export interface Totals {
  invocations: number
  /** Calls whose outcome is known. Error figures say nothing about the others. */
  rated: number
  /** Failed calls, whoever is to blame. */
  errors: number
  /** 400-499 without 429. */
  errors4xx: number
  errors429: number
  errors5xx: number
  errorsDeveloper: number
  errorsConsumer: number
  errorsPlatform: number
  errorsUpstream: number
  /** Rated calls outside platform and upstream fault windows. */
  fairRated: number
  /** Developer's errors outside such windows. */
  fairErrors: number
  /** errors / rated, 0..1; null without rated calls. */
  rawErrorRatio: number | null
  /** fairErrors / fairRated, 0..1; null without such calls. */
  fairErrorRatio: number | null
  /** Calls with a known latency. */
  latencyCount: number
  avgLatencyMs: number | null
  /** Nearest-rank percentiles of all calls together, to within 2 %; null without a known latency. */
  p50Ms: number | null
  p95Ms: number | null
  p99Ms: number | null
  revenueMicros: number
}

/** A bucket of a series. Buckets without calls are there, too: with zero calls and no ratios or latencies. */
export interface SeriesPoint extends Totals {
  /** Start of the bucket. */
  at: Date
  /** Distinct consumers; null for all tools together in buckets of less than a day (they do not add up). */
  consumers: number | null
}

export interface WindowTotals extends Totals {
  /** Distinct consumers. */
  consumers: number
}

export interface ToolTotals extends WindowTotals {
  toolId: string
}
