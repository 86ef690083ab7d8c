import { sql } from 'drizzle-orm'
import { type Tx, withPlatform } from '@/db/client'
import { newId } from '@/lib/ids'
import { listUntold, type UntoldFact } from '../queries/list-untold'

/**
 * Writes what is new as messages, and one send for each endpoint that wants it: at most once a fact,
 * whoever asks and however often, because the key of a message is unique in its organization.
 * @returns how many messages were written
 */
export function collectMessages(now: Date): Promise<number> {
  return withPlatform(async (tx) => writeMessages(tx, await listUntold(tx, { now }), now))
}

/**
 * The same for one organization, in the caller's transaction: before its choice of events changes,
 * so that what happened until then is told by the choice that held.
 */
export async function collectMessagesOf(tx: Tx, organizationId: string, now: Date): Promise<void> {
  await writeMessages(tx, await listUntold(tx, { now, organizationId }), now)
}

async function writeMessages(tx: Tx, facts: UntoldFact[], now: Date): Promise<number> {
  if (facts.length === 0) return 0
  const rows = facts.map((fact) => ({
    id: newId(now.getTime()),
    organization_id: fact.organizationId,
    type: fact.type,
    body: messageBody(fact),
    dedup_key: fact.dedupKey,
    at: fact.at.toISOString(),
  }))
  const written = await tx.execute<{ id: string }>(sql`
    with input as materialized (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as i (id uuid, organization_id uuid, type text, body text, dedup_key text, at timestamptz)
    ),
    written as (
      insert into webhook_messages (id, organization_id, type, body, dedup_key, created_at)
      select id, organization_id, type, body, dedup_key, ${now} from input
      on conflict (organization_id, dedup_key) do nothing
      returning id
    ),
    sends as (
      insert into webhook_sends (organization_id, message_id, endpoint_id, next_attempt_at, created_at)
      select i.organization_id, i.id, h.endpoint_id, ${now}, ${now}
      from written
      join input i on i.id = written.id
      join webhook_endpoint_health h on h.organization_id = i.organization_id
      join webhook_endpoints e on e.id = h.endpoint_id
      where e.active and h.disabled_at is null and h.sends_from <= i.at and (h.event_types is null or i.type = any(h.event_types))
    )
    select id from written`)
  return written.length
}

/** The body as it is sent, in the form that Standard Webhooks recommends. */
export function messageBody({ type, at, data }: Pick<UntoldFact, 'type' | 'at' | 'data'>): string {
  return JSON.stringify({ type, timestamp: at.toISOString(), data })
}
