import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { addDays } from '@/lib/time'
import type { DisabledReason } from '@/lib/webhooks/model'
import type { DisabledEndpoint } from '../webhooks/compose'

/** The type under which the notification log knows it: the template's name. */
export const WEBHOOK_DISABLED = 'webhook-disabled'

/** Older news is left: whoever looks at the page sees it there. */
const TELL_WITHIN_DAYS = 7

/** One telling an endpoint and switching off. */
export function disabledKey({ endpointId, disabledAt }: Pick<DisabledEndpoint, 'endpointId' | 'disabledAt'>): string {
  return `${endpointId}:${disabledAt.toISOString()}`
}

/** Endpoints that are still off and of which is still to be told, those off for longest first. */
export async function listDisabledEndpoints(tx: Tx, now: Date): Promise<DisabledEndpoint[]> {
  const rows = await tx.execute<{
    endpoint_id: string
    organization_id: string
    name: string
    simulated: boolean
    url: string
    disabled_reason: DisabledReason
    disabled_at: string
    failing_since: string | null
    last_error: string | null
    cancelled: number
  }>(sql`
    select h.endpoint_id, h.organization_id, o.name, o.simulated, e.url, h.disabled_reason, h.disabled_at, h.failing_since, last.error as last_error,
      (select count(*)::int from webhook_sends s where s.endpoint_id = h.endpoint_id and s.state = 'cancelled') as cancelled
    from webhook_endpoint_health h
    join webhook_endpoints e on e.id = h.endpoint_id
    join organizations o on o.id = h.organization_id
    left join lateral (
      select a.error from webhook_attempts a join webhook_sends s on s.id = a.send_id
      where s.endpoint_id = h.endpoint_id and a.at <= h.disabled_at
      order by a.at desc
      limit 1
    ) last on true
    where h.disabled_at > ${addDays(now, -TELL_WITHIN_DAYS)} and h.disabled_at <= ${now}
    order by h.disabled_at, h.endpoint_id`)
  const endpoints = rows.map((row) => ({
    endpointId: row.endpoint_id,
    organizationId: row.organization_id,
    organizationName: row.name,
    simulated: row.simulated,
    url: row.url,
    reason: row.disabled_reason,
    disabledAt: new Date(row.disabled_at),
    failingSince: row.failing_since === null ? null : new Date(row.failing_since),
    lastError: row.last_error,
    cancelled: row.cancelled,
  }))
  const told = await tx.execute<{ key: string }>(sql`
    select key from notification_log
    where recipient_kind = 'organization' and type = ${WEBHOOK_DISABLED}
      and key in (select value from jsonb_array_elements_text(${JSON.stringify(endpoints.map(disabledKey))}::jsonb))`)
  const known = new Set(told.map(({ key }) => key))
  return endpoints.filter((endpoint) => !known.has(disabledKey(endpoint)))
}
