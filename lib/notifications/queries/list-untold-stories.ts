import { type SQL, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import type { AnomalySeverity, StoryFacts } from '@/lib/anomalies/model'
import { addDays } from '@/lib/time'
import { SETTLE_MS } from '../anomalies/attention'

/** The template, and the type under which the notification log knows it. */
export const ANOMALY_ALERT = 'anomaly-alert'
/** Types of the log's entries for what was decided of a story before anything is written: a mail, or none. */
export const ANOMALY_ROOM = 'anomaly-alert.room'
export const ANOMALY_HELD = 'anomaly-alert.held'

/** What could not be told within a day is the digest's. */
const NEWS_DAYS = 1

/** A story is told once, and once more when it becomes urgent. */
export function storyKey({ storyId, severity }: { storyId: string; severity: AnomalySeverity }): string {
  return `${storyId}:${severity}`
}

/** A story of a publisher that may be told, as it stands. */
export interface UntoldStory {
  storyId: string
  organizationId: string
  organizationName: string
  simulated: boolean
  /** IANA zone of the organization, as it is stored. */
  zone: string
  severity: 'critical' | 'urgent'
  facts: StoryFacts
  startedAt: Date
  lastBadAt: Date
}

/**
 * Stories that are critical or urgent, still under way and confirmed, and that nothing was decided of at
 * this severity; oldest first. Those that belong to a story of the platform wait until that is over.
 * Needs the platform's rights.
 * @param only one story: looked at again before it is told
 */
export async function listUntoldStories(tx: Tx, { now, only }: { now: Date; only?: string }): Promise<UntoldStory[]> {
  const decided = sql`n.recipient_kind = 'organization' and n.recipient_id = s.organization_id`
  const rows = await tx.execute<Omit<UntoldStory, 'startedAt' | 'lastBadAt'> & { started_ms: number; last_bad_ms: number }>(sql`
    select s.id as "storyId", s.organization_id as "organizationId", o.name as "organizationName", o.simulated, o.time_zone as zone, s.severity, s.facts,
      (extract(epoch from s.started_at) * 1000)::float8 as started_ms, (extract(epoch from s.last_bad_at) * 1000)::float8 as last_bad_ms
    from anomaly_stories s
    join organizations o on o.id = s.organization_id
    where s.state = 'ongoing' and s.severity in ('critical', 'urgent')
      and s.started_at > ${addDays(now, -NEWS_DAYS)} and s.created_at <= ${new Date(now.getTime() - SETTLE_MS)}
      ${only ? sql`and s.id = ${only}` : sql``}
      and exists (select from anomaly_events e where e.story_id = s.id and e.state = 'ongoing')
      and not ${platformHolds(sql`s`)}
      and not exists (
        select from notification_log n where ${decided} and n.type in (${ANOMALY_ALERT}, ${ANOMALY_HELD}) and n.key = s.id || ':' || s.severity::text
      )
      and not exists (
        select from notification_log n where ${decided} and n.type = ${ANOMALY_ALERT} and n.key = s.id || ':urgent'
      )
    order by s.started_at, s.id`)
  return rows.map(({ started_ms, last_bad_ms, ...row }) => ({ ...row, startedAt: new Date(started_ms), lastBadAt: new Date(last_bad_ms) }))
}

/** Is this story part of one of the platform that is under way, so that nobody need be told to do anything? */
function platformHolds(story: SQL): SQL {
  return sql`exists (
    select from anomaly_stories p
    where p.id = ${story}.platform_story_id and p.state = 'ongoing' and p.facts -> 'cause' ->> 'kind' in ('provider', 'platform'))`
}

/** When mails of stories were decided for a publisher since a moment; not those of the given key. */
export async function listToldMoments(tx: Tx, { organizationId, since, but }: { organizationId: string; since: Date; but: string }): Promise<Date[]> {
  const rows = await tx.execute<{ at_ms: number }>(sql`
    select (extract(epoch from n.at) * 1000)::float8 as at_ms from notification_log n
    where n.recipient_kind = 'organization' and n.recipient_id = ${organizationId} and n.type = ${ANOMALY_ROOM} and n.key <> ${but} and n.at > ${since}`)
  return rows.map(({ at_ms }) => new Date(at_ms))
}

/** Is the story that a mail with this key tells of no longer under way? Needs the platform's rights. */
export async function isStoryOver(tx: Tx, key: string): Promise<boolean> {
  const [story] = await tx.execute<{ state: string }>(sql`select s.state from anomaly_stories s where s.id = ${key.split(':')[0] ?? ''}::uuid`)
  return story?.state !== 'ongoing'
}
