import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { MINUTE } from '@/lib/time'
import { zConfig } from '../detect/z-score'

/** A tool that is not judged yet, and how far it is. */
export interface LearningTool {
  toolId: string
  name: string
  /** Whole days since its first known window. */
  days: number
  /** Calls of the past 28 days. */
  calls: number
}

export interface Learning {
  /** Tools with a baseline: 7 days and 100 calls. */
  judged: number
  learning: LearningTool[]
  /** End of the last judged window, when that is longer ago than it should be; else null. */
  behindSince: Date | null
}

/** The job runs every 5 minutes, after the figures are counted; from here on something is wrong. */
const BEHIND = 30 * MINUTE

/** Which of an organization's listed tools are judged, and which are still learned. */
export async function getLearning(tx: Tx, { organizationId, now }: { organizationId: string; now: Date }): Promise<Learning> {
  const rows = await tx.execute<{ id: string; name: string; days: number; calls: number; judged_until: string | null } & Record<string, unknown>>(sql`
    select t.id, t.name, coalesce(greatest(0, floor(extract(epoch from ${now}::timestamptz - s.known_from) / 86400)), 0)::integer as days,
      coalesce(b.calls, 0)::float8 as calls, s.judged_until
    from tools t
    left join anomaly_states s on s.tool_id = t.id
    left join (select tool_id, sum(invocations) as calls from anomaly_baselines where organization_id = ${organizationId} group by tool_id) b on b.tool_id = t.id
    where t.organization_id = ${organizationId} and t.archived_at is null
    order by lower(t.name), t.id`)
  const learning = rows.filter(({ days, calls }) => days < zConfig.daysMin || calls < zConfig.invocationsMin)
  const until = Math.max(...rows.map((row) => (row.judged_until === null ? 0 : Date.parse(row.judged_until))), 0)
  return {
    judged: rows.length - learning.length,
    learning: learning.map(({ id, name, days, calls }) => ({ toolId: id, name, days, calls })),
    behindSince: until > 0 && now.getTime() - until > BEHIND ? new Date(until) : null,
  }
}
