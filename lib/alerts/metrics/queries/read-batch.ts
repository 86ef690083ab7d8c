import { type SQL, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { DAY, floorTo, HOUR, MINUTE, startOfDay, type Window } from '@/lib/time'
import type { Read, Reading } from '../../evaluate'
import type { MetricSource } from '../model'
import { type Sourced, toolsOfDue } from './cells'
import { type Batch, dueRules } from './due'
import { findSuspects } from './suspects'
import { earlier, valuesOf } from './values'

/** What was read of those fingerprints that may be bad, or whose state is known, or whose silence is an alert. */
export interface BatchRead {
  reads: Read[]
  /** How many series (tools, organizations) were looked at, those that are fine and stay so included. */
  looked: number
}

/** How far tools' calls are counted may be behind before their figures say nothing. */
const COUNTED_LATE_MS = 20 * MINUTE

/** Days of the same hour that a baseline is taken from. */
const BASELINE_DAYS = 28

/**
 * Reads one batch of rules for the minute that ends at `minute`, in one statement.
 * @throws when the source has nothing to say, or whatever the database says
 */
export async function readBatch(tx: Tx, given: Batch & { source: MetricSource }, minute: Date): Promise<BatchRead> {
  const batch = { ...given, only: null }
  const to = batch.source === 'tool' ? await countedUntil(tx, minute) : minute
  const window = { from: new Date(to.getTime() - batch.windowMinutes * MINUTE), to }
  if (batch.kind === 'change') return readCompared(tx, batch, window, minute)
  if (batch.kind === 'anomaly') return readBaselines(tx, batch, window, minute)
  if (batch.kind === 'absence') return readAges(tx, batch, to)
  return readValues(tx, batch, window, minute)
}

/**
 * End of the newest bucket of tools' calls that has closed and was counted.
 * @throws Error when counting is far behind: old figures must not pass for new ones
 */
export async function countedUntil(tx: Tx, minute: Date): Promise<Date> {
  const [row] = await tx.execute<{ at: string | null }>(sql`select max(at) as at from metric_progress where stage = 'rollup'`)
  const counted = row?.at ? new Date(row.at) : null
  if (counted === null || minute.getTime() - counted.getTime() > COUNTED_LATE_MS) {
    throw new Error(counted === null ? "Tools' calls were never counted." : `Tools' calls were last counted at ${counted.toISOString()}.`)
  }
  return floorTo(counted < minute ? counted : minute, 5 * MINUTE)
}

async function readValues(tx: Tx, batch: Sourced, window: Window, minute: Date): Promise<BatchRead> {
  if (batch.each && batch.source === 'system') {
    const { ids, fingerprints, looked } = await findSuspects(tx, batch, window)
    if (fingerprints.length === 0) return { reads: [], looked }
    const { reads } = await readValues(tx, { ...batch, ids, each: false, only: fingerprints }, window, minute)
    return { reads, looked }
  }
  const bad = sql`(d.operator = 'gt' and v.value > d.threshold) or (d.operator = 'lt' and v.value < d.threshold) or (d.operator = 'eq' and v.value = d.threshold)`
  const rows = await run(tx, batch, sql`v as materialized (${valuesOf(batch, { window }, minute)})`, sql`v.value`, bad, sql`v.value is null`)
  return collect(rows, ({ value }) => ({ type: 'value', value }))
}

async function readCompared(tx: Tx, batch: Sourced, window: Window, minute: Date): Promise<BatchRead> {
  const then = earlier(window, batch.week)
  // Of a week ago only the hours are kept.
  const stretch = batch.week && batch.source === 'system' ? { hours: hoursOf(then) } : { window: then }
  const before =
    'hours' in stretch
      ? sql`select rule_id, fingerprint, avg(value) as value from (${valuesOf(batch, stretch, minute, true)}) h group by 1, 2`
      : valuesOf(batch, stretch, minute)
  const values = sql`
    now_values as materialized (${valuesOf(batch, { window }, minute)}), before_values as materialized (${before}),
    v as materialized (select n.rule_id, n.fingerprint, n.value, b.value as before from now_values n left join before_values b using (rule_id, fingerprint))`
  // A little before the line, as the statement rounds differently.
  const bad = sql`v.before <> 0 and abs(v.value - v.before) >= abs(v.before) * (d.options ->> 'percent')::float8 / 100 * 0.999`
  const rows = await run(tx, batch, values, sql`v.value, v.before`, bad, sql`v.value is null`)
  return collect(rows, ({ value, before }) => ({ type: 'compared', value, before }))
}

async function readBaselines(tx: Tx, batch: Sourced, window: Window, minute: Date): Promise<BatchRead> {
  const values = sql`
    now_values as materialized (${valuesOf(batch, { window }, minute)}),
    usual as materialized (
      select rule_id, fingerprint, avg(value) as mean, stddev_samp(value) as deviation, count(value)::int as samples
      from (${valuesOf(batch, { hours: baselineHours(window.from) }, minute, true)}) h group by 1, 2
    ),
    v as materialized (select n.*, u.mean, u.deviation, coalesce(u.samples, 0) as samples from now_values n left join usual u using (rule_id, fingerprint))`
  const bad = sql`abs(v.value - v.mean) >= greatest(v.deviation, abs(v.mean) / 100) * (d.options ->> 'z')::float8 * 0.999`
  const rows = await run(tx, batch, values, sql`v.value, v.mean, v.deviation, v.samples`, bad, sql`v.value is null or v.samples < 7`)
  return collect(rows, ({ value, mean, deviation, samples }) => ({ type: 'baseline', value, mean, deviation, samples }))
}

async function readAges(tx: Tx, batch: Sourced, to: Date): Promise<BatchRead> {
  const ends =
    batch.source === 'tool'
      ? sql`
        select due.id as rule_id, case when 'tool' = any(due.group_by) then alert_fingerprint(due.id, jsonb_build_object('tool', t.id)) else due.id::text end as fingerprint,
          max(m.bucket_at) + interval '5 minutes' as ends_at
        from due ${toolsOfDue(to)}
        left join lateral (select bucket_at from tool_metrics_5m where tool_id = t.id and bucket_at < ${to} order by bucket_at desc limit 1) m on true
        group by 1, 2`
      : sql`
        select p.rule_id, p.fingerprint, max(s.last_at) + interval '1 minute' as ends_at
        from due join alert_rule_series p on p.rule_id = due.id join metric_series s on s.id = p.series_id group by 1, 2`
  const values = sql`v as materialized (
    select rule_id, fingerprint, greatest(extract(epoch from ${to}::timestamptz - ends_at) / 60, 0)::float8 as minutes from (${ends}) e)`
  const rows = await run(tx, batch, values, sql`v.minutes`, sql`v.minutes >= (d.options ->> 'minutes')::float8`, sql`v.minutes is null`)
  return collect(rows, ({ minutes }) => ({ type: 'age', minutes }))
}

/** Each kind has its own columns; the others are not there. */
interface Row extends Record<string, unknown> {
  ruleId: string | null
  fingerprint: string | null
  looked: number
  value: number | null
  before: number | null
  mean: number | null
  deviation: number | null
  samples: number
  minutes: number | null
}

/** Of the values v those that may be bad or are watched; where silence is an alert, the silent ones too. The last row counts all. */
async function run(tx: Tx, batch: Sourced, values: SQL, columns: SQL, bad: SQL, silent: SQL): Promise<Row[]> {
  const rows = await tx.execute<Row>(sql`
    with due as materialized (${dueRules(batch)}), ${values},
    watched as materialized (
      select fingerprint from alert_states union select fingerprint from alerts where state in ('firing', 'acknowledged') and source = 'rule'
    ), unheard as (
      -- A rule without a single series is silent as well.
      select d.id from due d where d.no_data = 'alert' and cardinality(d.group_by) = 0 and not exists (select from v where v.rule_id = d.id)
    )
    select v.rule_id as "ruleId", v.fingerprint, ${columns}, 0 as looked
    from v join due d on d.id = v.rule_id
    where (${bad}) or v.fingerprint in (select fingerprint from watched) or (d.no_data = 'alert' and (${silent}))
    union all select u.id, u.id::text, ${columns}, 0 from unheard u left join v on false
    union all select null, null, ${columns}, n.looked from (${looked(batch)}) n left join v on false`)
  return [...rows]
}

/** Series have fewer fingerprints where a rule does not tell them all apart. */
function looked({ source }: Sourced): SQL {
  const from = source === 'system' ? sql`alert_rule_series where rule_id in (select id from due)` : sql`v`
  return sql`select count(*)::int as looked from ${from}`
}

function collect(rows: Row[], reading: (row: Row) => Reading): BatchRead {
  const reads: Read[] = []
  let looked = 0
  for (const row of rows) {
    if (row.ruleId === null || row.fingerprint === null) looked += row.looked
    else reads.push({ ruleId: row.ruleId, fingerprint: row.fingerprint, reading: reading(row) })
  }
  return { reads, looked }
}

/** The hours that a stretch touches. */
function hoursOf({ from, to }: Window): Date[] {
  const hours: Date[] = []
  for (let at = floorTo(from, HOUR).getTime(); at < to.getTime(); at += HOUR) hours.push(new Date(at))
  return hours
}

/** The same hour of the 28 days before, on weekdays for a weekday and on weekends for a weekend. */
function baselineHours(at: Date): Date[] {
  const hour = floorTo(at, HOUR).getTime()
  return Array.from({ length: BASELINE_DAYS }, (_, i) => new Date(hour - (i + 1) * DAY)).filter((day) => isWeekend(day) === isWeekend(at))
}

function isWeekend(at: Date): boolean {
  const day = startOfDay(at).getUTCDay()
  return day === 0 || day === 6
}
