import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { DAY, floorTo, HOUR, MINUTE } from '@/lib/time'
import { ABSOLUTE_MINUTES, burnWindows } from '../../burn-rate'
import type { Read } from '../../evaluate'
import type { RuleOptions } from '../../model'
import { findMetric, findSeriesMetric } from '../catalogue'
import { countedUntil } from './read-batch'

/** A burn rate rule as far as reading it goes. */
export interface BurnRule {
  id: string
  organizationId: string | null
  toolId: string | null
  options: RuleOptions
}

interface Ask {
  rule: string
  bad: boolean
  organization: string | null
  tool: string | null
  series: string | null
  metric: string
  dimension: string | null
  prefix: string | null
  filter: Record<string, string>
}

interface Row extends Record<string, unknown> {
  rule: string
  minutes: number
  bad: number
  total: number
}

/**
 * Bad and all events of burn rate rules over the four windows, in one statement a source; where few events decide
 * whether a budget is judged at all, all events of its days too.
 * @throws Error when a rule's ratio names a metric that cannot be counted, or whatever the database says
 */
export async function readBurn(tx: Tx, rules: readonly BurnRule[], minute: Date): Promise<Read[]> {
  const asks = rules.flatMap(asksOf)
  const rows = [
    ...(await readSeries(
      tx,
      asks.filter(({ series }) => series !== null),
      minute,
    )),
    ...(await readTools(
      tx,
      asks.filter(({ series }) => series === null),
      minute,
    )),
  ]
  const days = await readDays(tx, rules, asks, rows, minute)
  return rules.map(({ id }) => {
    const windows = [...rows, ...days].filter(({ rule }) => rule === id).map(({ minutes, bad, total }) => ({ minutes, bad, total }))
    return { ruleId: id, fingerprint: id, reading: { type: 'burn', windows } }
  })
}

function asksOf({ id, organizationId, toolId, options }: BurnRule): Ask[] {
  const { ratio } = options
  if (!ratio) throw new Error('The rule names no ratio.')
  return [
    { ...ratio.bad, bad: true },
    { ...ratio.total, bad: false },
  ].map(({ metric, filter, bad }) => {
    const series = findSeriesMetric(metric)
    if (!series && !isToolCount(metric)) throw new Error(`${metric} cannot be counted over a window.`)
    const { dimension = null, prefix = null } = series?.part ?? {}
    return { rule: id, bad, organization: organizationId, tool: toolId, series: series?.series ?? null, metric, dimension, prefix, filter }
  })
}

/** Of tools calls and what failed of them can be counted: the ratio's bad part is the numerator of its metric. */
function isToolCount(metric: string): boolean {
  return findMetric(metric)?.source === 'tool' && ['tool_invocations', 'tool_error_ratio', 'tool_fair_error_ratio'].includes(metric)
}

const overWindows = sql.join(
  burnWindows.map((minutes) => sql`(${minutes}::int)`),
  sql`, `,
)

async function readSeries(tx: Tx, asks: Ask[], minute: Date): Promise<Row[]> {
  if (asks.length === 0) return []
  const from = new Date(minute.getTime() - Math.max(...burnWindows) * MINUTE)
  return [
    ...(await tx.execute<Row>(sql`
      with asks as materialized (
        select * from jsonb_to_recordset(${JSON.stringify(asks)}::jsonb)
          as a (rule text, bad boolean, organization uuid, series text, dimension text, prefix text, filter jsonb)
      ), minutes as materialized (
        select a.rule, a.bad, m.at, sum(m.sum) as n
        from asks a
        join metric_series s on s.metric = a.series and s.organization_id is not distinct from a.organization and s.dimensions @> a.filter
          and (a.dimension is null or s.dimensions ->> a.dimension like a.prefix || '%')
        join metric_minutes m on m.series_id = s.id and m.at >= ${from} and m.at < ${minute}
        group by 1, 2, 3
      )
      select rule, w.minutes, coalesce(sum(n) filter (where bad), 0)::float8 as bad, coalesce(sum(n) filter (where not bad), 0)::float8 as total
      from minutes join (values ${overWindows}) w (minutes) on at >= ${minute}::timestamptz - make_interval(mins => w.minutes)
      group by 1, 2`)),
  ]
}

async function readTools(tx: Tx, asks: Ask[], minute: Date): Promise<Row[]> {
  if (asks.length === 0) return []
  const to = await countedUntil(tx, minute)
  const from = new Date(to.getTime() - Math.max(...burnWindows) * MINUTE)
  return [
    ...(await tx.execute<Row>(sql`
      with asks as materialized (
        select * from jsonb_to_recordset(${JSON.stringify(asks)}::jsonb) as a (rule text, bad boolean, organization uuid, tool uuid, metric text, filter jsonb)
      ), buckets as materialized (
        select a.rule, a.bad, m.bucket_at as at,
          sum(case when a.metric = 'tool_error_ratio' then case when a.bad then m.errors else m.rated end
            when a.metric = 'tool_fair_error_ratio' then case when a.bad then m.fair_errors else m.fair_rated end else m.invocations end)::float8 as n
        from asks a
        join tools t on (a.organization is null or t.organization_id = a.organization) and (a.tool is null or t.id = a.tool)
          and (not a.filter ? 'tool' or t.id::text = a.filter ->> 'tool')
        join tool_metrics_5m m on m.tool_id = t.id and m.bucket_at >= ${from} and m.bucket_at < ${to}
        group by 1, 2, 3
      )
      select rule, w.minutes, coalesce(sum(n) filter (where bad), 0)::float8 as bad, coalesce(sum(n) filter (where not bad), 0)::float8 as total
      from buckets join (values ${overWindows}) w (minutes) on at >= ${to}::timestamptz - make_interval(mins => w.minutes)
      group by 1, 2`)),
  ]
}

/**
 * All events in the days of the rules that ask for so many: the six hours that were read and, only where they do not
 * hold enough and something in them was bad, the whole hours before them (the hour that their beginning lies in is
 * left out).
 */
async function readDays(tx: Tx, rules: readonly BurnRule[], asks: readonly Ask[], rows: readonly Row[], minute: Date): Promise<Row[]> {
  const wanted = rules.flatMap(({ id, options: { minEvents = 0, windowDays } }) => {
    const newest = rows.find((row) => row.rule === id && row.minutes === ABSOLUTE_MINUTES)
    return minEvents > 0 && windowDays !== undefined && newest ? [{ id, windowDays, minEvents, newest }] : []
  })
  const before = new Map<string, number>()
  const few = wanted.filter(({ minEvents, newest }) => newest.bad > 0 && newest.total < minEvents)
  if (few.length > 0) {
    const to = floorTo(new Date(minute.getTime() - ABSOLUTE_MINUTES * MINUTE), HOUR)
    const all = few.flatMap(({ id, windowDays }) =>
      asks.filter(({ rule, bad }) => rule === id && !bad).map((ask) => ({ ...ask, from: new Date(minute.getTime() - windowDays * DAY) })),
    )
    const counted = await tx.execute<{ rule: string; n: number } & Record<string, unknown>>(sql`
      with asks as materialized (
        select * from jsonb_to_recordset(${JSON.stringify(all)}::jsonb)
          as a (rule text, organization uuid, tool uuid, series text, metric text, dimension text, prefix text, filter jsonb, "from" timestamptz)
      )
      select a.rule, sum(h.sum)::float8 as n
      from asks a
      join metric_series s on s.metric = a.series and s.organization_id is not distinct from a.organization and s.dimensions @> a.filter
        and (a.dimension is null or s.dimensions ->> a.dimension like a.prefix || '%')
      join metric_hours h on h.series_id = s.id and h.at >= a."from" and h.at < ${to}
      group by 1
      union all
      select a.rule, sum(case a.metric when 'tool_error_ratio' then h.rated when 'tool_fair_error_ratio' then h.fair_rated else h.invocations end)::float8
      from asks a
      join tools t on a.series is null and (a.organization is null or t.organization_id = a.organization) and (a.tool is null or t.id = a.tool)
        and (not a.filter ? 'tool' or t.id::text = a.filter ->> 'tool')
      join tool_metrics_hourly h on h.tool_id = t.id and h.bucket_at >= a."from" and h.bucket_at < ${to}
      group by 1`)
    for (const { rule, n } of counted) before.set(rule, n)
  }
  return wanted.map(({ id, windowDays, newest }) => ({
    rule: id,
    minutes: (windowDays * DAY) / MINUTE,
    bad: newest.bad,
    total: newest.total + (before.get(id) ?? 0),
  }))
}
