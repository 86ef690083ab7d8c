import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { addDays } from '@/lib/time'
import type { DisabledReason, SendState } from '../model'

/** The newest test of an endpoint and what came back. */
export interface LastTest {
  sendId: string
  state: SendState
  at: Date
  status: number | null
  error: string | null
  answer: string | null
  latencyMs: number | null
}

export interface EndpointView {
  id: string
  url: string
  /** On at the platform or here. */
  active: boolean
  /** Reported by the platform; the address is changed there. */
  reported: boolean
  /** We send to it: it has a signing secret. */
  sending: boolean
  /** Null = all. */
  eventTypes: string[] | null
  failures: number
  failingSince: Date | null
  lastSuccessAt: Date | null
  disabledAt: Date | null
  disabledReason: DisabledReason | null
  /** Sends that wait for their next attempt. */
  waiting: number
  /** Deliveries of 28 days that ended, the platform's and ours. */
  deliveries: number
  delivered: number
  lastTest: LastTest | null
}

/** Every endpoint of an organization with how it has been doing; those that need attention first. */
export async function listEndpoints(tx: Tx, { organizationId, now }: { organizationId: string; now: Date }): Promise<EndpointView[]> {
  const rows = await tx.execute<{
    id: string
    url: string
    active: boolean
    reported: boolean
    sending: boolean
    event_types: string[] | null
    failures: number | null
    failing_since: string | null
    last_success_at: string | null
    disabled_at: string | null
    disabled_reason: DisabledReason | null
    waiting: number
    deliveries: number
    delivered: number
    test: (Omit<LastTest, 'at'> & { at: string }) | null
  }>(sql`
    select e.id, e.url, e.active, e.external_id is not null as reported, h.endpoint_id is not null as sending, h.event_types, h.failures,
      h.failing_since, h.last_success_at, h.disabled_at, h.disabled_reason,
      (select count(*)::int from webhook_sends s where s.endpoint_id = e.id and s.state in ('pending', 'sending')) as waiting,
      d.deliveries, d.delivered, test.test
    from webhook_endpoints e
    left join webhook_endpoint_health h on h.endpoint_id = e.id
    cross join lateral (
      select count(*)::int as deliveries, (count(*) filter (where w.delivered))::int as delivered
      from webhook_deliveries w
      where w.endpoint_id = e.id and w.at >= ${addDays(now, -28)} and w.at <= ${now}
    ) d
    left join lateral (
      select json_build_object('sendId', s.id, 'state', s.state, 'at', coalesce(a.at, s.created_at), 'status', a.status, 'error', a.error,
        'answer', a.answer, 'latencyMs', a.latency_ms) as test
      from webhook_sends s
      join webhook_messages m on m.id = s.message_id and m.type = 'webhook.test'
      left join lateral (select * from webhook_attempts a where a.send_id = s.id order by a.at desc limit 1) a on true
      where s.endpoint_id = e.id
      order by s.created_at desc
      limit 1
    ) test on true
    where e.organization_id = ${organizationId}
    order by h.disabled_at desc nulls last, h.failing_since nulls last, e.active desc, e.url, e.id`)
  const date = (value: string | null) => (value === null ? null : new Date(value))
  return rows.map((row) => ({
    id: row.id,
    url: row.url,
    active: row.active,
    reported: row.reported,
    sending: row.sending,
    eventTypes: row.event_types,
    failures: row.failures ?? 0,
    failingSince: date(row.failing_since),
    lastSuccessAt: date(row.last_success_at),
    disabledAt: date(row.disabled_at),
    disabledReason: row.disabled_reason,
    waiting: row.waiting,
    deliveries: row.deliveries,
    delivered: row.delivered,
    lastTest: row.test && { ...row.test, at: new Date(row.test.at) },
  }))
}
