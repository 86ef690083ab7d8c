import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import type { DueDigest } from '../digest/due'

export interface DigestRecipient {
  userId: string
  email: string
}

/** A publisher whose digest is due, with those of its members who have not had it. */
export interface DigestAudience {
  organizationId: string
  organizationName: string
  simulated: boolean
  recipients: DigestRecipient[]
}

/** The type under which the notification log knows the digest. */
export const DIGEST_TYPE = 'weekly_digest'

/** A person gets one digest a week and organization: somebody may belong to two publishers. */
export function digestKey(week: string, organizationId: string): string {
  return `${week}:${organizationId}`
}

/** The time zones of all publishers, as they are stored. */
export async function listPublisherZones(tx: Tx): Promise<string[]> {
  const rows = await tx.execute<{ zone: string }>(
    sql`select distinct o.time_zone as zone from organizations o join developers d on d.organization_id = o.id order by 1`,
  )
  return rows.map(({ zone }) => zone)
}

/**
 * Whom a week's digest is owed in one zone: members of publishers whose newest receipt has a score,
 * who want it and have not had it. New publishers get their first digest once they are scored.
 * @param storedZone the zone as the organizations state it, which may be unknown
 */
export async function listDigestAudiences(tx: Tx, { week }: DueDigest, storedZone: string): Promise<DigestAudience[]> {
  const rows = await tx.execute<{ organization_id: string; name: string; simulated: boolean; recipients: DigestRecipient[] }>(sql`
    select o.id as organization_id, o.name, o.simulated,
      jsonb_agg(jsonb_build_object('userId', u.id, 'email', u.email) order by u.id) as recipients
    from organizations o
    join developers d on d.organization_id = o.id
    join lateral (
      select s.state from developer_health_scores s where s.developer_id = d.id order by s.as_of desc limit 1
    ) newest on newest.state = 'scored'
    join members m on m.organization_id = o.id
    join users u on u.id = m.user_id
    where o.time_zone = ${storedZone}
      and not exists (
        select from notification_log n
        where n.recipient_kind = 'user' and n.recipient_id = u.id and n.type = ${DIGEST_TYPE} and n.key = ${`${week}:`} || o.id
      )
      and not exists (
        select from notification_preferences p where p.user_id = u.id and p.category = 'weekly_digest' and p.channel = 'email' and not p.enabled
      )
    group by o.id
    order by o.id`)
  return rows.map((row) => ({ organizationId: row.organization_id, organizationName: row.name, simulated: row.simulated, recipients: row.recipients }))
}
