import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { addDays, floorTo, HOUR, startOfDay } from '@/lib/time'
import { startOfMonth } from '@/lib/usage/spend'
import type { KnownAlert, Reading } from '../decide'
import { COOLDOWN_HOURS, type ConsumerAlertKind, SPIKE_FLOOR, SPIKE_HISTORY_DAYS } from '../model'

/** A consumer with all that its alerts and warnings are decided from. */
export interface Checked {
  consumerId: string
  organizationId: string
  reading: Reading
  /** Open ones, and those that fired within the cooldown; one a kind. */
  alerts: (KnownAlert & { kind: ConsumerAlertKind })[]
  /** Of this month. */
  warnings: { id: string; level: number; open: boolean }[]
}

type Row = {
  id: string
  organization_id: string
  balance_micros: number | null
  budget_micros: number | null
  auto_refill: boolean
  month_micros: number | null
  week_micros: number | null
  spend_micros: number | null
  days: number | null
  hour_calls: number | null
  usual: number | null
  alerts: { kind: ConsumerAlertKind; id: string; firedAt: string; open: boolean }[] | null
  warnings: { id: string; level: number; open: boolean }[] | null
}

/**
 * The next consumers by id. Money of whole days and of today comes from the daily usage, which the
 * job brings up to date before; calls of an hour from consumer_hours. The usual calls of an hour are
 * the greater of two medians, of the same hour on the seven days before and on the same weekday of
 * four weeks: a nightly and a weekly batch are usual, yesterday's spike is not.
 */
export async function readConsumers(
  tx: Tx,
  { now, after, limit }: { now: Date; after: string; limit: number },
): Promise<{ monthAt: Date; consumers: Checked[] }> {
  await tx.execute(sql`select set_config('work_mem', '64MB', true)`)
  const today = startOfDay(now)
  const monthAt = startOfMonth(now)
  const [weekAt, fourWeeksAt] = [addDays(today, -7), addDays(today, -28)]
  const hour = floorTo(now, HOUR)
  const hourBefore = new Date(hour.getTime() - HOUR)
  const usualOf = (step: string, times: number) => sql`(
    select percentile_cont(0.5) within group (order by coalesce(h.invocations, 0))
    from generate_series(1, ${times}::integer) n
    left join consumer_hours h on h.consumer_id = b.consumer_id and h.hour_at = b.hour_at - n * ${step}::interval)`
  const rows = await tx.execute<Row>(sql`
    with batch as materialized (
      select * from consumers where id > ${after} order by id limit ${limit}
    ), spent as (
      select u.consumer_id,
        sum(u.spend_micros::float8) filter (where u.day_at >= ${monthAt}) as month_micros,
        sum(u.spend_micros::float8) filter (where u.day_at >= ${weekAt} and u.day_at < ${today}) as week_micros,
        sum(u.spend_micros::float8) filter (where u.day_at >= ${fourWeeksAt} and u.day_at < ${today}) as spend_micros,
        (extract(epoch from ${today}::timestamptz - min(u.day_at) filter (where u.day_at >= ${fourWeeksAt} and u.day_at < ${today} and u.invocations > 0)) / 86400)::float8 as days
      from batch c join consumer_usage_daily u on u.consumer_id = c.id
      where u.day_at >= least(${monthAt}::timestamptz, ${fourWeeksAt}::timestamptz) and u.day_at <= ${today}
      group by u.consumer_id
    ), busiest as (
      select distinct on (consumer_id) consumer_id, hour_at, invocations
      from consumer_hours
      where hour_at in (${hour}::timestamptz, ${hourBefore}::timestamptz) and consumer_id in (select id from batch)
      order by consumer_id, invocations desc
    ), usual as (
      select b.consumer_id, greatest(${usualOf('1 day', 7)}, ${usualOf('7 days', 4)}) as calls
      from busiest b
      where b.invocations >= ${SPIKE_FLOOR} * 0.5 and exists (
        select from consumer_hours h where h.consumer_id = b.consumer_id and h.hour_at <= b.hour_at - ${`${SPIKE_HISTORY_DAYS} days`}::interval)
    ), known as (
      select consumer_id, jsonb_agg(jsonb_build_object('kind', kind, 'id', id, 'firedAt', fired_at, 'open', resolved_at is null) order by fired_at desc) as alerts
      from consumer_alerts
      where resolved_at is null or fired_at > ${new Date(now.getTime() - COOLDOWN_HOURS * HOUR)}
      group by consumer_id
    ), warned as (
      select w.consumer_id, jsonb_agg(jsonb_build_object('id', w.id, 'level', w.level, 'open', w.resolved_at is null)) as warnings
      from batch c join usage_warnings w on w.consumer_id = c.id
      where w.month_at = ${monthAt}
      group by w.consumer_id
    )
    select c.id, c.organization_id, c.balance_micros::float8 as balance_micros, coalesce(c.own_budget_micros, c.budget_micros)::float8 as budget_micros,
      c.auto_refill, s.month_micros, s.week_micros, s.spend_micros, s.days, b.invocations as hour_calls, u.calls as usual, k.alerts, w.warnings
    from batch c
    left join spent s on s.consumer_id = c.id
    left join busiest b on b.consumer_id = c.id
    left join usual u on u.consumer_id = c.id
    left join known k on k.consumer_id = c.id
    left join warned w on w.consumer_id = c.id
    order by c.id`)
  return { monthAt, consumers: rows.map(toChecked) }
}

function toChecked(row: Row): Checked {
  const days = row.days ?? 0
  return {
    consumerId: row.id,
    organizationId: row.organization_id,
    reading: {
      balanceMicros: row.balance_micros,
      autoRefill: row.auto_refill,
      budgetMicros: row.budget_micros,
      monthMicros: row.month_micros ?? 0,
      week: { spendMicros: row.week_micros ?? 0, days: Math.min(7, days) },
      fourWeeks: { spendMicros: row.spend_micros ?? 0, days },
      hourCalls: row.hour_calls ?? 0,
      usualCalls: row.usual,
    },
    alerts: (row.alerts ?? []).map(({ firedAt, ...alert }) => ({ ...alert, firedAt: new Date(firedAt) })),
    warnings: row.warnings ?? [],
  }
}
