import { sql } from 'drizzle-orm'

// The measures of a bucket, named once: how each is counted from calls, and that buckets of buckets
// are their sums. Names are those of the columns in tool_metrics_*.

/** Counted from calls (aliases of invocations' columns). An unknown outcome is neither ok nor error. */
const counted = {
  invocations: 'count(*)',
  rated: 'count(outcome)',
  errors: `count(*) filter (where outcome = 'error')`,
  errors4xx: `count(*) filter (where outcome = 'error' and status_code between 400 and 499 and status_code <> 429)`,
  errors429: `count(*) filter (where outcome = 'error' and status_code = 429)`,
  errors5xx: `count(*) filter (where outcome = 'error' and status_code between 500 and 599)`,
  errors_developer: `count(*) filter (where fault = 'developer')`,
  errors_consumer: `count(*) filter (where fault = 'consumer')`,
  errors_platform: `count(*) filter (where fault = 'platform')`,
  errors_upstream: `count(*) filter (where fault = 'upstream')`,
  fair_rated: 'count(outcome) filter (where not excused)',
  fair_errors: `count(*) filter (where fault = 'developer' and not excused)`,
  latency_count: 'count(latency_ms)',
  latency_sum_ms: 'coalesce(sum(latency_ms::float8), 0)',
  revenue_micros: 'sum(cost_micros)',
}

type Measure = keyof typeof counted
const measures = Object.keys(counted) as Measure[]

// Integer sums come as bigint or numeric and go back into their columns; absurd prices must not stop
// the rollup of everybody, so revenue is held at the most that its column takes.
function sumOf(measure: Measure): string {
  if (measure === 'latency_sum_ms') return `sum(${measure})`
  if (measure === 'revenue_micros') return `least(greatest(sum(${measure}), -9223372036854775808), 9223372036854775807)::bigint`
  return `sum(${measure})::integer`
}

/** `count(*) as invocations, …`: over calls. */
export const countedMeasures = sql.raw(measures.map((measure) => `${counted[measure]} as ${measure}`).join(', '))

/** `sum(invocations)::integer as invocations, …`: over buckets. */
export const summedMeasures = sql.raw(measures.map((measure) => `${sumOf(measure)} as ${measure}`).join(', '))

/** The same for reading: float8 (exact up to 2^53) under the names of Totals. */
export const totalledMeasures = sql.raw(
  measures.map((measure) => `sum(${measure}::float8) as "${measure.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase())}"`).join(', '),
)

const metricColumns = ['tool_id', 'organization_id', 'bucket_at', ...measures, 'consumers', 'sketch_keys', 'sketch_counts']

/** The columns of a tool_metrics table, for an insert. */
export const insertColumns = sql.raw(metricColumns.join(', '))

/** The measures of a source, qualified: `m.invocations, …`. */
export function measuresOf(alias: string) {
  return sql.raw(measures.map((measure) => `${alias}.${measure}`).join(', '))
}

/** A bucket that is there already takes the recount whole. */
export const replaceOnConflict = sql.raw(
  `on conflict (tool_id, bucket_at) do update set ${metricColumns
    .filter((column) => column !== 'tool_id' && column !== 'bucket_at')
    .map((column) => `${column} = excluded.${column}`)
    .join(', ')}`,
)
