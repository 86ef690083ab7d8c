import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { addDays } from '@/lib/time'
import { REPORT_DAYS } from '../report-card'

/** By metric: the stories of the past 90 days that somebody judged, and those that were real. A part of a platform story without an opinion of its own has the platform story's. */
export async function countJudged(tx: Tx, now: Date): Promise<{ metric: string; shown: number; confirmed: number }[]> {
  return tx.execute<{ metric: string; shown: number; confirmed: number }>(sql`
    with judged as (
      select distinct e.metric, s.id, coalesce(s.confirmed, p.confirmed) as confirmed
      from anomaly_stories s
      left join anomaly_stories p on p.id = s.platform_story_id
      join anomaly_events e on e.story_id = s.id and e.state <> 'withdrawn'
      where s.started_at >= ${addDays(now, -REPORT_DAYS)} and s.state <> 'withdrawn' and coalesce(s.confirmed, p.confirmed) is not null)
    select metric, count(*)::int as shown, (count(*) filter (where confirmed))::int as confirmed from judged group by metric`)
}
