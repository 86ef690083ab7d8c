import { type SQL, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { toolMetrics5m } from '@/db/schema/metrics'
import { MINUTE } from '@/lib/time'
import type { LabSeries, Part } from '../model'

export const BUCKET_MINUTES = 5

interface Wanted {
  tools: { id: string; name: string }[]
  /** Key of a tool metric of the catalogue. */
  metric: string
  from: Date
  to: Date
  /** Whether quantiles are asked for, which need the sketches. */
  distribution: boolean
}

interface PartRow extends Record<string, unknown> {
  id: string
  at: number
  sum: number
  count: number
  numerator: number
  denominator: number
  keys: number[] | null
  counts: number[] | null
}

/** The buckets of tools in a half-open window, one series a tool; buckets without a call are left out. */
export async function readParts(tx: Tx, { tools: chosen, metric, from, to, distribution }: Wanted): Promise<LabSeries[]> {
  const columns = columnsOf(metric)
  const rows = await tx.execute<PartRow>(sql`
    select m.tool_id as id, (extract(epoch from m.bucket_at) * 1000)::float8 + ${BUCKET_MINUTES * MINUTE} as at,
      ${columns.sum}::float8 as sum, ${columns.count}::float8 as count, ${columns.numerator}::float8 as numerator, ${columns.denominator}::float8 as denominator,
      ${distribution ? sql`m.sketch_keys` : sql`null::int[]`} as keys, ${distribution ? sql`m.sketch_counts` : sql`null::int[]`} as counts
    from ${toolMetrics5m} m
    where m.tool_id in (${sql.join(
      chosen.map(({ id }) => sql`${id}::uuid`),
      sql`, `,
    )}) and m.bucket_at >= ${from} and m.bucket_at < ${to} and m.invocations > 0
    order by m.tool_id, m.bucket_at`)
  const byTool = new Map<string, Part[]>()
  for (const row of rows) {
    const known = byTool.get(row.id)
    if (known) known.push(partOf(row))
    else byTool.set(row.id, [partOf(row)])
  }
  return chosen.map(({ id, name }) => ({ labels: { tool: id }, name, parts: byTool.get(id) ?? [] }))
}

function partOf({ at, sum, count, numerator, denominator, keys, counts }: PartRow): Part {
  return { at, sum, count, numerator, denominator, min: sum, max: sum, sketch: keys && counts ? { keys, counts } : null }
}

function columnsOf(key: string): { sum: SQL; count: SQL; numerator: SQL; denominator: SQL } {
  const none = { count: sql`1`, numerator: sql`0`, denominator: sql`0` }
  switch (key) {
    case 'tool_error_ratio':
      return { sum: sql`m.errors`, count: sql`0`, numerator: sql`m.errors`, denominator: sql`m.rated` }
    case 'tool_fair_error_ratio':
      return { sum: sql`m.fair_errors`, count: sql`0`, numerator: sql`m.fair_errors`, denominator: sql`m.fair_rated` }
    case 'tool_latency_ms':
      return { sum: sql`m.latency_sum_ms`, count: sql`m.latency_count`, numerator: sql`0`, denominator: sql`0` }
    case 'tool_revenue_usd':
      return { sum: sql`m.revenue_micros / 1e6`, ...none }
    case 'tool_consumers':
      return { sum: sql`m.consumers`, ...none }
    default:
      return { sum: sql`m.invocations`, ...none }
  }
}
