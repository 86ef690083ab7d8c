import { type SQL, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { HOUR } from '@/lib/time'
import { TELL_WITHIN_HOURS } from '../model'
import { type FactSource, factSources } from './fact-sources'

/** A fact that some endpoint of its organization wants to hear of and has not heard of. */
export interface UntoldFact {
  organizationId: string
  type: string
  dedupKey: string
  /** When it happened. */
  at: Date
  data: Record<string, unknown>
}

/** Of one kind and organization at once; the rest follows with the next minute's run. */
const PER_ORGANIZATION = 200

/**
 * The facts of the last 24 hours that are not messages yet, oldest first: of organizations with an
 * endpoint that is on, was added before the fact, and wants its type. So nothing is told of what
 * an import brings from the past, nor of what happened before an endpoint was there.
 * @param organizationId this one only
 */
export async function listUntold(tx: Tx, { now, organizationId }: { now: Date; organizationId?: string }): Promise<UntoldFact[]> {
  const facts: UntoldFact[] = []
  for (const source of factSources) facts.push(...(await listOfSource(tx, source, now, organizationId)))
  return facts.sort((a, b) => a.at.getTime() - b.at.getTime())
}

async function listOfSource(tx: Tx, source: FactSource, now: Date, organizationId: string | undefined): Promise<UntoldFact[]> {
  const from = new Date(now.getTime() - TELL_WITHIN_HOURS * HOUR)
  const only: SQL = organizationId ? sql`and h.organization_id = ${organizationId}` : sql``
  // From the few organizations that listen to their facts, never the other way round.
  const rows = await tx.execute<{ organization_id: string; type: string; dedup_key: string; at: string; data: Record<string, unknown> }>(sql`
    with listener as (
      select h.organization_id, min(h.sends_from) as since
      from webhook_endpoint_health h
      join webhook_endpoints e on e.id = h.endpoint_id
      where e.active and h.disabled_at is null ${only}
      group by h.organization_id
    )
    select l.organization_id, f.type, f.dedup_key, f.at, f.data
    from listener l
    cross join lateral (
      select fact.*
      from (${source(sql`l.organization_id`, { from: sql`greatest(l.since, ${from})`, to: now })}) fact
      where exists (
          select from webhook_endpoint_health h
          join webhook_endpoints e on e.id = h.endpoint_id
          where h.organization_id = l.organization_id and e.active and h.disabled_at is null
            and h.sends_from <= fact.at and (h.event_types is null or fact.type = any(h.event_types))
        )
        and not exists (select from webhook_messages m where m.organization_id = l.organization_id and m.dedup_key = fact.dedup_key)
      order by fact.at
      limit ${PER_ORGANIZATION}
    ) f`)
  return rows.map((row) => ({ organizationId: row.organization_id, type: row.type, dedupKey: row.dedup_key, at: new Date(row.at), data: row.data }))
}
