import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import type { Cell } from '../model'

/** A stretch of one tool's raw calls, for one event. */
export interface Span {
  eventId: string
  toolId: string
  from: Date
  to: Date
}

export interface Examined {
  cells: Cell[]
  /** Earlier days with calls at that time, at most seven; 0: the hours before are what is usual. */
  days: number
}

/** The largest consumers and codes are told apart, the rest is counted together. */
const MOST_CONSUMERS = 1_000
const MOST_CODES = 100
/** Without earlier days the three hours before the stretch are what is usual. */
const HOURS_BEFORE = 3

/**
 * The raw calls of these stretches, counted by whatever can be a cause, and beside them what is usual:
 * a mean over those of the seven days before that had calls at the same time.
 */
export async function readCells(tx: Tx, spans: readonly Span[]): Promise<Map<string, Examined>> {
  const byDays = await read(tx, spans, 'days')
  const young = spans.filter(({ eventId }) => (byDays.get(eventId)?.days ?? 0) === 0)
  const byHours = young.length > 0 ? await read(tx, young, 'hours') : new Map<string, Examined>()
  return new Map(spans.map(({ eventId }) => [eventId, byHours.get(eventId) ?? byDays.get(eventId) ?? { cells: [], days: 0 }]))
}

async function read(tx: Tx, spans: readonly Span[], usual: 'days' | 'hours'): Promise<Map<string, Examined>> {
  const rows = spans.map(({ eventId, toolId, from, to }) => ({ event_id: eventId, tool_id: toolId, from_at: from, to_at: to }))
  const stretches =
    usual === 'days'
      ? sql`select s.*, day, from_at - day * interval '1 day' as starts, to_at - day * interval '1 day' as ends, 1::float8 as weight from spans s cross join generate_series(0, 7) as day`
      : sql`select s.*, 0 as day, from_at as starts, to_at as ends, 1::float8 as weight from spans s
          union all
          select s.*, 1, from_at - make_interval(hours => ${HOURS_BEFORE}), from_at, extract(epoch from to_at - from_at)::float8 / ${HOURS_BEFORE * 3600} from spans s`
  const found = await tx.execute<Row>(sql`
    with spans as (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as s (event_id uuid, tool_id uuid, from_at timestamptz, to_at timestamptz)
    ), stretches as (${stretches}
    ), counted as materialized (
      select s.event_id, s.tool_id, s.day, s.weight, i.consumer_id, i.api_key_prefix,
        case when i.outcome = 'error' then i.error_code end as error_code,
        case when i.outcome = 'error' then i.status_code end as status_code,
        i.fault,
        count(*)::float8 as calls, count(i.outcome)::float8 as rated, (count(*) filter (where i.outcome = 'error'))::float8 as errors,
        count(i.latency_ms)::float8 as latency_count, coalesce(sum(i.latency_ms::float8), 0) as latency_sum, coalesce(sum(i.cost_micros), 0)::float8 as cost
      from stretches s
      join invocations i on i.tool_id = s.tool_id and i.occurred_at >= s.starts and i.occurred_at < s.ends
      group by 1, 2, 3, 4, 5, 6, 7, 8, 9
    ), days as (
      select event_id, (count(distinct day) filter (where day > 0))::float8 as days from counted group by 1
    ), consumers as (
      select event_id, consumer_id, row_number() over (
        partition by event_id order by max(calls) filter (where day = 0) desc nulls last, sum(calls) desc, consumer_id) as place
      from counted group by 1, 2
    ), codes as (
      select event_id, error_code, row_number() over (partition by event_id order by sum(errors) desc, error_code) as place
      from counted where error_code is not null group by 1, 2
    )
    select c.event_id, c.tool_id, c.day = 0 as now, d.days,
      case when u.place <= ${MOST_CONSUMERS} then c.consumer_id end as consumer_id,
      case when u.place <= ${MOST_CONSUMERS} then c.api_key_prefix end as api_key_prefix,
      case when k.place <= ${MOST_CODES} then c.error_code end as error_code,
      c.status_code, c.fault,
      sum(c.calls * share) as calls, sum(c.rated * share) as rated, sum(c.errors * share) as errors,
      sum(c.latency_count * share) as latency_count, sum(c.latency_sum * share) as latency_sum, sum(c.cost * share) as cost
    from counted c
    join days d using (event_id)
    join consumers u using (event_id, consumer_id)
    left join codes k on k.event_id = c.event_id and k.error_code = c.error_code
    cross join lateral (select case when c.day = 0 then 1 else c.weight / d.days end as share) as w
    group by 1, 2, 3, 4, 5, 6, 7, 8, 9
    order by 1, 3, 5, 6, 7, 8, 9`)
  const examined = new Map<string, Examined>()
  for (const row of found) {
    const one = examined.get(row.event_id) ?? { cells: [], days: usual === 'days' ? row.days : 0 }
    one.cells.push({
      toolId: row.tool_id,
      now: row.now,
      consumerId: row.consumer_id,
      keyPrefix: row.api_key_prefix,
      errorCode: row.error_code,
      statusCode: row.status_code,
      fault: row.fault,
      calls: row.calls,
      rated: row.rated,
      errors: row.errors,
      latencyCount: row.latency_count,
      latencySumMs: row.latency_sum,
      costMicros: row.cost,
    })
    examined.set(row.event_id, one)
  }
  return examined
}

interface Row extends Record<string, unknown> {
  event_id: string
  tool_id: string
  now: boolean
  days: number
  consumer_id: string | null
  api_key_prefix: string | null
  error_code: string | null
  status_code: number | null
  fault: Cell['fault']
  calls: number
  rated: number
  errors: number
  latency_count: number
  latency_sum: number
  cost: number
}
