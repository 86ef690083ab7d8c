import { sql } from 'drizzle-orm'
import { withPlatform } from '@/db/client'
import { revenueMilestones } from '@/db/schema/milestones'
import { env } from '@/lib/env'
import { isDatabaseAway, rootCause } from '@/lib/errors'
import { log } from '@/lib/log'
import { ROLLUP_DAYS } from '@/lib/metrics/model'
import { addDays, startOfDay } from '@/lib/time'
import type { JobResult, Work } from '@/lib/work'
import { firstWholeMonth, startOfMonth } from './model'
import { type Earner, listEarners, listEarnings } from './queries'
import { reachedMarks } from './reached-marks'

/** Developers judged in one transaction. */
const BATCH = 200

/**
 * Sums revenue by month up to the midnight before `now` and records each mark that a developer's total
 * has passed, once for good. Running again for the same day changes nothing.
 * @param work.only the simulated publishers alone, where a history is made for them
 * @returns checked: developers with a mark to record; changed: marks recorded; failed: developers left to the next run
 */
export async function recordMilestones({ now, stillMine, only }: Work & { only?: 'simulated' }): Promise<JobResult> {
  await sumMonths(now, only)
  const earners = await withPlatform((tx) => listEarners(tx, only), { accessMode: 'read only' })
  const result: JobResult = { checked: 0, changed: 0, failed: 0 }
  for (let i = 0; i < earners.length; i += BATCH) {
    if (!(await stillMine())) return result
    const batch = earners.slice(i, i + BATCH)
    result.checked += batch.length
    try {
      result.changed += await record(batch, now)
    } catch (error) {
      if (isDatabaseAway(error)) throw error
      log().error({ developers: batch.length, first: batch[0]?.developerId, err: rootCause(error) }, 'milestones could not be recorded')
      result.failed += batch.length
    }
  }
  return result
}

// Only months that can still change are summed again: late calls come in as long as raw calls are kept.
// An organization without any month begins with the first that is whole; one whose last month is older
// (the job did not run for long) goes on from there.
async function sumMonths(now: Date, only?: 'simulated'): Promise<void> {
  const wholeFrom = firstWholeMonth(now, ROLLUP_DAYS)
  const openFrom = startOfMonth(addDays(now, -env().RAW_RETENTION_DAYS))
  await withPlatform((tx) =>
    tx.execute(sql`
      insert into revenue_months (organization_id, month_at, revenue_micros, updated_at)
      select d.organization_id, date_trunc('month', d.bucket_at, 'UTC') as month_at, sum(d.revenue_micros)::bigint, ${now}
      from (
        select dev.organization_id, greatest(${wholeFrom}::timestamptz, least(${openFrom}::timestamptz, coalesce(max(m.month_at), ${wholeFrom}::timestamptz))) as from_at
        from developers dev
        join organizations o on o.id = dev.organization_id ${only ? sql`and o.simulated` : sql``}
        left join revenue_months m on m.organization_id = dev.organization_id
        group by dev.organization_id
      ) start
      join tool_metrics_daily d on d.organization_id = start.organization_id and d.bucket_at >= start.from_at
      where d.bucket_at >= ${wholeFrom} and d.bucket_at < ${startOfDay(now)}
      group by 1, 2
      order by 1, 2
      on conflict (organization_id, month_at) do update
      set revenue_micros = excluded.revenue_micros, updated_at = excluded.updated_at
      where revenue_months.revenue_micros <> excluded.revenue_micros`),
  )
}

async function record(earners: Earner[], now: Date): Promise<number> {
  return withPlatform(async (tx) => {
    const earnings = await listEarnings(
      tx,
      earners.map(({ organizationId }) => organizationId),
      now,
    )
    const rows = earners.flatMap(({ developerId, organizationId, totalMicros, recorded }) =>
      reachedMarks(earnings.get(organizationId) ?? [], recorded).map((mark) => ({ developerId, organizationId, totalMicros, ...mark, createdAt: now })),
    )
    if (rows.length === 0) return 0
    // Racers and repeats: the first to record a mark is right, and its moment of notice stands.
    const written = await tx.insert(revenueMilestones).values(rows).onConflictDoNothing().returning({ id: revenueMilestones.id })
    return written.length
  })
}
