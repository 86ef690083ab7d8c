import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import type { AnomalyMetric } from '@/lib/anomalies/model'
import { addDays } from '@/lib/time'
import type { DetectorRecall } from '../view'

const RECALL_DAYS = 90
/** A story that begins so near to the beginning of an incident, either way, has found it. */
const NEAR_MINUTES = 30

/**
 * How many incidents of the last 90 days that say whom they hit were found by a story, overall and by metric: one
 * of a covered tool that began within half an hour of them. Stories that turned out to be nothing count not.
 */
export async function detectorRecall(tx: Tx, now: Date): Promise<DetectorRecall> {
  const rows = await tx.execute<{ incidents: number; metric: AnomalyMetric | null; found: number }>(sql`
    with judged as (
      select i.* from incidents i where i.coverage <> 'none' and i.started_at > ${addDays(now, -RECALL_DAYS)} and i.started_at <= ${now}
    ), found as (
      select distinct i.id, e.metric
      from judged i
      join anomaly_stories s on s.started_at between i.started_at - make_interval(mins => ${NEAR_MINUTES}) and i.started_at + make_interval(mins => ${NEAR_MINUTES})
        and s.state not in ('withdrawn', 'false_positive')
      join anomaly_events e on e.story_id = s.id
      join tools t on t.id = e.tool_id and case i.coverage
        when 'everything' then true
        when 'provider' then i.provider = any (t.depends_on)
        else t.route = any (i.routes) or t.id = any (i.tools)
      end
    )
    select (select count(*) from judged)::integer as incidents, metric, count(distinct id)::integer as found
    from found group by grouping sets ((), (metric))`)
  const of = (metric: string | null) => rows.find((row) => row.metric === metric)?.found ?? 0
  return {
    incidents: rows[0]?.incidents ?? 0,
    found: of(null),
    byMetric: { error_rate: of('error_rate'), latency: of('latency'), invocations: of('invocations'), revenue: of('revenue') },
  }
}
