import { type SQL, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import type { RuleKind } from '../../model'
import { catalogue } from '../catalogue'
import { CUSTOM_PREFIX } from '../catalogue/system'
import type { MetricSource } from '../model'

// Rules are read in batches: those that one statement can answer together.

/** plain: sums, means, extremes; newest: the newest of several minutes; p50, p95, p99: merged sketches. */
export type Mode = 'plain' | 'newest' | 'p50' | 'p95' | 'p99'

export interface Batch {
  kind: RuleKind
  /** Null for schedules and burn rates, which name no metric of their own. */
  source: MetricSource | null
  windowMinutes: number
  mode: Mode
  /** change: a week earlier instead of the window before. */
  week: boolean
  /** A fingerprint of theirs can only be bad where one of its values is (suspects.ts). */
  each: boolean
  /** Their ids. The planner sees how many there are; of conditions on expressions it would guess a handful, and join by nested loops. */
  ids: string[]
}

/** Which of the rules that are on are judged; null: all. */
export type Scope = { ruleId: string } | null

/** Every batch of rules that are on. */
export async function listBatches(tx: Tx, scope: Scope): Promise<Batch[]> {
  const rows = await tx.execute<Omit<Batch, 'ids'> & { ids: string }>(sql`
    select r.kind, ${sourceOf} as source, r.window_minutes as "windowMinutes", ${modeOf} as mode, ${isWeek} as week, ${isEach} as each, string_agg(r.id::text, ',' order by r.id) as ids
    from alert_rules r where r.deleted_at is null and r.enabled ${scope ? sql`and r.id = ${scope.ruleId}` : sql``}
    group by 1, 2, 3, 4, 5, 6 order by 1, 2, 3, 4, 5, 6`)
  return Array.from(rows, (row) => ({ ...row, ids: row.ids.split(',') }))
}

/** The rules of a batch, as the statements of all sources name them. */
export function dueRules(batch: Batch): SQL {
  return sql`
    select r.id, r.organization_id, r.metric, r.aggregation, r.operator, r.threshold, r.filter, r.group_by, r.tool_id, r.options, r.no_data
    from alert_rules r where r.id = any(${`{${batch.ids.join(',')}}`}::uuid[])`
}

const keysOf = (source: MetricSource) =>
  sql`${`{${catalogue
    .filter((metric) => metric.source === source)
    .map(({ key }) => key)
    .join(',')}}`}::text[]`

const sourceOf = sql`case
  when r.kind in ('schedule', 'burn_rate') then null
  when r.metric like ${`${CUSTOM_PREFIX}%`} or r.metric = any(${keysOf('system')}) then 'system'
  when r.metric = any(${keysOf('tool')}) then 'tool'
  when r.metric = any(${keysOf('score')}) then 'score'
  when r.metric = any(${keysOf('usage')}) then 'usage'
end`

const modeOf = sql`case
  when r.aggregation in ('p50', 'p95', 'p99') then r.aggregation
  when r.aggregation = 'last' and r.window_minutes > 1 then 'newest'
  else 'plain'
end`

const isWeek = sql`(r.kind = 'change' and coalesce(r.options ->> 'against', '') = 'week')`

// Of equal values a mean may differ by its rounding; sums grow by adding; where silence is the alert all are read.
const isEach = sql`(r.kind = 'threshold' and r.aggregation in ('min', 'max', 'avg', 'last') and r.operator in ('gt', 'lt') and r.no_data <> 'alert')`
