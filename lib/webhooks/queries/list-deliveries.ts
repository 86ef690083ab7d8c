import { type SQL, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { addDays } from '@/lib/time'
import type { DeliveryFilter, DeliverySource, DeliveryState } from '../delivery-filter'
import { DELIVERY_PREFIX, TEST_TYPE } from '../model'

/** One webhook to one endpoint: sent from here, or by the platform, which reports how it ended. */
export interface DeliveryRow {
  id: string
  source: DeliverySource
  endpointId: string | null
  url: string | null
  type: string
  state: DeliveryState
  status: number | null
  attempts: number
  /** When it was written (ours) or happened (the platform's). */
  at: Date
  nextAttemptAt: Date | null
  error: string | null
}

type Scope = DeliveryFilter & { organizationId: string; now: Date /** Without tests, as the score counts. */; scored?: boolean }

/** How far back the list goes; what the score counts. */
const LIST_DAYS = 28

/** Deliveries of 28 days that match, newest first. */
export async function listDeliveries(tx: Tx, { limit, offset, ...scope }: Scope & { limit: number; offset: number }): Promise<DeliveryRow[]> {
  const rows = await tx.execute<{
    id: string
    source: DeliverySource
    endpoint_id: string | null
    url: string | null
    type: string
    state: DeliveryState
    status: number | null
    attempts: number
    at: string
    next_attempt_at: string | null
    error: string | null
  }>(sql`
    select d.*, e.url
    from (${deliveries(scope)}) d
    left join webhook_endpoints e on e.id = d.endpoint_id
    ${matching(scope)}
    order by d.at desc, d.id desc
    limit ${limit} offset ${offset}`)
  return rows.map((row) => ({
    id: row.id,
    source: row.source,
    endpointId: row.endpoint_id,
    url: row.url,
    type: row.type,
    state: row.state,
    status: row.status,
    attempts: row.attempts,
    at: new Date(row.at),
    nextAttemptAt: row.next_attempt_at === null ? null : new Date(row.next_attempt_at),
    error: row.error,
  }))
}

/** How many of 28 days match, by state. */
export async function countDeliveries(tx: Tx, scope: Scope): Promise<Record<DeliveryState, number>> {
  const rows = await tx.execute<{ state: DeliveryState; n: number }>(
    sql`select d.state, count(*)::int as n from (${deliveries(scope)}) d ${matching(scope)} group by d.state`,
  )
  const counts: Record<DeliveryState, number> = { delivered: 0, failed: 0, waiting: 0, cancelled: 0 }
  for (const { state, n } of rows) counts[state] = n
  return counts
}

// Ours from the sends; the facts that were kept of them for the score are the same deliveries again.
function deliveries({ organizationId, now, scored }: Scope): SQL {
  const from = addDays(now, -LIST_DAYS)
  return sql`
    select s.id, 'pulsegrid' as source, s.endpoint_id, m.type,
      case s.state when 'delivered' then 'delivered' when 'dead' then 'failed' when 'cancelled' then 'cancelled' else 'waiting' end as state,
      s.last_status as status, s.attempts, s.created_at as at, case when s.state in ('pending', 'sending') then s.next_attempt_at end as next_attempt_at,
      s.last_error as error, m.id as message_id
    from webhook_sends s
    join webhook_messages m on m.id = s.message_id
    where s.organization_id = ${organizationId} and s.created_at >= ${from} and s.created_at <= ${now} ${scored ? sql`and m.type <> ${TEST_TYPE}` : sql``}
    union all
    select w.id, 'platform', w.endpoint_id, w.event_type, case when w.delivered then 'delivered' else 'failed' end, w.status_code, w.attempt, w.at, null,
      case when w.delivered then null when w.status_code is null then 'No answer.' else 'Answered ' || w.status_code || '.' end, null
    from webhook_deliveries w
    where w.organization_id = ${organizationId} and w.at >= ${from} and w.at <= ${now} and not starts_with(w.external_id, ${DELIVERY_PREFIX})`
}

function matching({ state, source, endpoint, search }: DeliveryFilter): SQL {
  const like = search ? `%${search.replace(/[\\%_]/g, '\\$&')}%` : null
  const conditions = [
    state ? sql`d.state = ${state}` : null,
    source ? sql`d.source = ${source}` : null,
    endpoint ? sql`d.endpoint_id = ${endpoint}` : null,
    like ? sql`(d.type ilike ${like} or d.id::text = ${search} or d.message_id::text = ${search})` : null,
  ].filter((condition) => condition !== null)
  return conditions.length > 0 ? sql`where ${sql.join(conditions, sql` and `)}` : sql``
}
