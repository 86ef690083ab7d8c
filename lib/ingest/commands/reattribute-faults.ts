import { sql } from 'drizzle-orm'
import { withPlatform } from '@/db/client'
import type { Context } from '@/lib/auth/model'
import { HOUR, type Window } from '@/lib/time'
import { windowCoversTool } from '../covers-tool'

/**
 * Judges stored calls of a stretch of time again, after a fault window was confirmed, moved or
 * closed: who is charged (unless the sender said so) and whether the call is left out of fair rates.
 * Changed calls mark their 5-minute buckets, so that the rollups follow. All windows count, not only
 * the changed one, so that the order of changes does not matter. Works hour by hour, each its own
 * transaction; running it again changes nothing.
 * @returns how many calls changed
 */
export async function reattributeFaults(ctx: Context, window: Window): Promise<{ changed: number }> {
  const to = Math.min(window.to.getTime(), ctx.now.getTime() + HOUR)
  let changed = 0
  for (let from = window.from.getTime(); from < to; from += HOUR) {
    changed += await reattributeStretch({ from: new Date(from), to: new Date(Math.min(from + HOUR, to)) })
  }
  return { changed }
}

// The rules of attribute-fault.ts, as SQL over many rows; tests/integration/fault-windows.test.ts
// holds the two together.
async function reattributeStretch({ from, to }: Window): Promise<number> {
  return withPlatform(async (tx) => {
    // Two that judge the same rows would wait for each other in turn.
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext('pulsegrid:attribution'))`)
    const [row] = await tx.execute<{ changed: number }>(sql`
      with judged as (
        select i.id, i.occurred_at,
          w.platform or w.upstream as excused,
          case
            when i.outcome is distinct from 'error' then null
            when i.fault_stated then i.fault
            when w.platform then 'platform'::fault
            when w.upstream or i.error_code ~ '^(upstream|provider)\\..' then 'upstream'::fault
            when i.error_code ~ '^gateway[._]' then 'platform'::fault
            when i.status_code in (400, 401, 403, 404, 413, 422, 429) then 'consumer'::fault
            else 'developer'::fault
          end as fault
        from invocations i
        join tools t on t.id = i.tool_id
        cross join lateral (
          select
            coalesce(bool_or(f.kind = 'platform'), false) as platform,
            coalesce(bool_or(f.kind = 'upstream'), false) as upstream
          from fault_windows f
          where i.occurred_at >= f.from_at and (f.to_at is null or i.occurred_at < f.to_at)
            and ${windowCoversTool(sql`f`, sql`t`)}
        ) w
        where i.occurred_at >= ${from} and i.occurred_at < ${to}
      ), updated as (
        update invocations i set fault = j.fault, excused = j.excused
        from judged j
        where i.id = j.id and i.occurred_at = j.occurred_at
          and i.occurred_at >= ${from} and i.occurred_at < ${to}
          and (i.fault, i.excused) is distinct from (j.fault, j.excused)
        returning i.tool_id, i.organization_id, i.occurred_at
      ), marked as (
        insert into rollup_marks (tool_id, organization_id, bucket_at)
        select distinct tool_id, organization_id, date_bin('5 minutes', occurred_at, timestamptz '1970-01-01T00:00:00Z') from updated
      )
      select count(*)::int as changed from updated`)
    return row?.changed ?? 0
  })
}
