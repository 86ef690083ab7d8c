import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { NEWS_DAYS } from '@/lib/milestones/model'
import { addDays } from '@/lib/time'
import { touchedOrganizations } from './touched'

/** The template, and the type under which the notification log knows it. */
export const MILESTONE_TYPE = 'milestone'
/** Good news that could not be told for so long, because of an incident or ours, is none any more. */
const WELCOME_DAYS = 14

/** A person may own two publishers: each has its own marks. */
export function milestoneKey({ organizationId, thresholdMicros }: { organizationId: string; thresholdMicros: number }): string {
  return `${organizationId}:${thresholdMicros}`
}

export interface UntoldMilestone {
  organizationId: string
  organizationName: string
  simulated: boolean
  thresholdMicros: number
  reachedAt: Date
}

/**
 * The marks that are still to be told at `now`: of each publisher only the highest, if it was news when
 * it was noticed, and nobody who is touched by an incident.
 */
export async function listUntoldMilestones(tx: Tx, now: Date): Promise<UntoldMilestone[]> {
  const rows = await tx.execute<Omit<UntoldMilestone, 'reachedAt'> & { reachedAt: string }>(sql`
    select m.organization_id as "organizationId", o.name as "organizationName", o.simulated, m.threshold_micros::float8 as "thresholdMicros", m.reached_at as "reachedAt"
    from revenue_milestones m
    join organizations o on o.id = m.organization_id
    where m.created_at > ${addDays(now, -WELCOME_DAYS)} and m.created_at <= ${now}
      and m.reached_at >= m.created_at - make_interval(days => ${NEWS_DAYS})
      and not exists (select from revenue_milestones higher where higher.developer_id = m.developer_id and higher.threshold_micros > m.threshold_micros)
      and not exists (
        select from notification_log n
        where n.recipient_kind = 'organization' and n.recipient_id = m.organization_id and n.type = ${MILESTONE_TYPE} and n.key = m.organization_id || ':' || m.threshold_micros
      )
      and m.organization_id not in (${touchedOrganizations(now)})
    order by m.created_at, m.id`)
  return rows.map((row) => ({ ...row, reachedAt: new Date(row.reachedAt) }))
}
