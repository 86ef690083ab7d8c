import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { newId } from '@/lib/ids'
import { addDays, DAY, startOfDay } from '@/lib/time'
import { RELIABLE_DAYS } from '../model'
import { readBadgeFacts } from '../queries/read-badge-facts'
import { type Background, stopsOfDeveloper } from '../queries/read-cases'
import type { DeveloperSubject } from '../queries/read-facts'
import { decideReliable } from '../reliable'

/**
 * Gives, keeps and takes the badge "Reliable" of a stretch of publishers.
 * @returns how many badges were earned, began or ceased to fail, or were lost
 */
export async function checkBadges(tx: Tx, developers: DeveloperSubject[], background: Background): Promise<number> {
  const [first, last] = [developers[0], developers.at(-1)]
  if (!first || !last) return 0
  const { now } = background
  const known = await readBadgeFacts(tx, { from: first.developerId, upto: last.developerId })
  const rows = developers.flatMap((developer) => {
    const { gateOpen, lastLiftedAt, badge } = known.get(developer.developerId) ?? { gateOpen: false, lastLiftedAt: null, badge: null }
    const midnight = startOfDay(now).getTime()
    const newest = developer.receipts.at(-1)
    const facts = {
      // Yesterday's receipt stands in where this night's calculation was missed.
      score: newest && newest.dayMs >= midnight - DAY ? newest.score : null,
      receipts: developer.receipts.filter(({ dayMs }) => dayMs > addDays(now, -RELIABLE_DAYS).getTime()).length,
      publishedAt: developer.publishedMs === null ? null : new Date(developer.publishedMs),
      gateOpen,
      lastLiftedAt,
    }
    const next = decideReliable(badge, facts, stopsOfDeveloper(developer, background), now)
    if (!next) return []
    return [
      {
        id: badge?.id ?? newId(now.getTime()),
        organization_id: developer.organizationId,
        developer_id: developer.developerId,
        held: badge !== null,
        earned_at: next.earnedAt,
        failing_since: next.failingSince,
        loses_at: next.losesAt,
        lost_at: next.lostAt,
        changed: badge === null || next.lostAt !== null || (badge.failingSince === null) !== (next.failingSince === null),
      },
    ]
  })
  if (rows.length === 0) return 0
  const changed = await tx.execute<{ id: string }>(sql`
    with badges as (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as b (
        id uuid, organization_id uuid, developer_id uuid, held boolean, earned_at timestamptz, failing_since timestamptz, loses_at timestamptz, lost_at timestamptz, changed boolean)
    ), earned as (
      insert into reliable_badges (id, organization_id, developer_id, earned_at, checked_at)
      select id, organization_id, developer_id, earned_at, ${now} from badges where not held
      on conflict do nothing
      returning id
    ), kept as (
      -- The second of two checks finds the badge gone, or judged at a later moment.
      update reliable_badges r set failing_since = b.failing_since, loses_at = b.loses_at, lost_at = b.lost_at, checked_at = ${now}
      from badges b
      where b.held and r.id = b.id and r.lost_at is null and r.checked_at <= ${now}
      returning r.id, b.changed
    )
    select id from earned union all select id from kept where changed`)
  return changed.length
}
