import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import type { Window } from '@/lib/time'
import type { QuietStory, WeekStories } from '../digest/stories'
import { ANOMALY_ALERT } from './list-untold-stories'

/**
 * An organization's stories that began in the window, but for those that turned out to be nothing. Told
 * is a story of which a mail went out or still may: one that was over before it could be sent is not.
 * Needs the platform's rights.
 */
export async function listWeekStories(
  tx: Tx,
  { organizationId, window, limit }: { organizationId: string; window: Window; limit: number },
): Promise<WeekStories> {
  const rows = await tx.execute<
    Omit<QuietStory, 'startedAt' | 'lastBadAt' | 'endedAt'> & {
      started_ms: number
      last_bad_ms: number
      ended_ms: number | null
      told: number
      quiet: number
      sent: boolean
    }
  >(sql`
    select * from (
      select s.id as "storyId", s.severity, s.state, s.facts, s.platform_story_id is not null as "ofPlatform", told.sent, s.impact,
        (extract(epoch from s.started_at) * 1000)::float8 as started_ms, (extract(epoch from s.last_bad_at) * 1000)::float8 as last_bad_ms,
        (extract(epoch from s.ended_at) * 1000)::float8 as ended_ms,
        (count(*) filter (where told.sent) over ())::integer as told, (count(*) filter (where not told.sent) over ())::integer as quiet
      from anomaly_stories s
      cross join lateral (
        select exists (
          select from outbox b join notification_log n on n.outbox_id = b.id
          where b.organization_id = s.organization_id and b.created_at >= ${window.from} and b.template = ${ANOMALY_ALERT}
            and b.state in ('pending', 'sending', 'sent') and n.key like s.id || ':%'
        ) as sent
      ) told
      where s.organization_id = ${organizationId} and s.started_at >= ${window.from} and s.started_at < ${window.to}
        and s.state in ('ongoing', 'resolved', 'expired')
    ) story
    order by story.sent, story.severity desc, story.impact desc, story."storyId"
    limit ${limit}`)
  const [first] = rows
  const quiet = rows
    .filter(({ sent }) => !sent)
    .map(({ storyId, severity, state, facts, ofPlatform, started_ms, last_bad_ms, ended_ms }) => ({
      storyId,
      severity,
      state,
      facts,
      ofPlatform,
      startedAt: new Date(started_ms),
      lastBadAt: new Date(last_bad_ms),
      endedAt: ended_ms === null ? null : new Date(ended_ms),
    }))
  return { quiet, quietTotal: first?.quiet ?? 0, told: first?.told ?? 0 }
}
