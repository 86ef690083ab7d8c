import { and, desc, eq, lte, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { revenueMonths } from '@/db/schema/milestones'
import { ROLLUP_DAYS } from '@/lib/metrics/model'
import { startOfDay } from '@/lib/time'
import { type EarningsStep, firstWholeMonth, MILESTONES_MICROS } from './model'

/** A developer who has earned at least one mark that is not recorded. */
export interface Earner {
  developerId: string
  organizationId: string
  totalMicros: number
  /** Marks that are recorded, in micros. */
  recorded: number[]
}

/** Everybody (or of the simulated ones) who has passed a mark that is not recorded, by id. Reads revenue_months, so bring those up first. */
export async function listEarners(tx: Tx, only?: 'simulated'): Promise<Earner[]> {
  const marks = sql`array[${sql.join(
    MILESTONES_MICROS.map((mark) => sql`${mark}::bigint`),
    sql`, `,
  )}]`
  return tx.execute<Earner & Record<string, unknown>>(sql`
    select d.id as "developerId", d.organization_id as "organizationId", earned.total::float8 as "totalMicros",
      array(select m.threshold_micros::float8 from revenue_milestones m where m.developer_id = d.id order by 1) as recorded
    from developers d
    join organizations o on o.id = d.organization_id ${only ? sql`and o.simulated` : sql``}
    join (select organization_id, sum(revenue_micros) as total from revenue_months group by 1) earned on earned.organization_id = d.organization_id
    where exists (
      select from unnest(${marks}) mark
      where mark <= earned.total and not exists (select from revenue_milestones m where m.developer_id = d.id and m.threshold_micros = mark)
    )
    order by d.id`)
}

/** What these organizations earned until the midnight before `now`: by month where days are gone, by day since. Oldest first. */
export async function listEarnings(tx: Tx, organizationIds: string[], now: Date): Promise<Map<string, EarningsStep[]>> {
  const wholeFrom = firstWholeMonth(now, ROLLUP_DAYS)
  const ids = sql`(${sql.join(
    organizationIds.map((id) => sql`${id}::uuid`),
    sql`, `,
  )})`
  const rows = await tx.execute<{ organization_id: string; at: string; revenue: number }>(sql`
    select organization_id, month_at + interval '1 month' as at, revenue_micros::float8 as revenue
    from revenue_months where organization_id in ${ids} and month_at < ${wholeFrom}
    union all
    select organization_id, bucket_at + interval '1 day', sum(revenue_micros)::float8
    from tool_metrics_daily where organization_id in ${ids} and bucket_at >= ${wholeFrom} and bucket_at < ${startOfDay(now)}
    group by organization_id, bucket_at
    order by 1, 2`)
  const steps = new Map<string, EarningsStep[]>(organizationIds.map((id) => [id, []]))
  for (const row of rows) steps.get(row.organization_id)?.push({ at: new Date(row.at), revenueMicros: row.revenue })
  return steps
}

/** What an organization earned by month, newest first, months that had begun at `now`. */
export function listRevenueMonths(tx: Tx, { organizationId, now }: { organizationId: string; now: Date }): Promise<{ monthAt: Date; revenueMicros: number }[]> {
  return tx
    .select({ monthAt: revenueMonths.monthAt, revenueMicros: revenueMonths.revenueMicros })
    .from(revenueMonths)
    .where(and(eq(revenueMonths.organizationId, organizationId), lte(revenueMonths.monthAt, now)))
    .orderBy(desc(revenueMonths.monthAt))
}
