import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { type ChannelDisabledReason, type ChannelKind, LOOPBACK_CHANNEL_ID } from '@/lib/channels/model'
import { addDays } from '@/lib/time'

/** The template of the mail, by which the notification log knows it. */
export const CHANNEL_DISABLED = 'channel-disabled'

/** An alert channel of an organization, or the platform's, that was switched off because it failed, of which nobody was told yet. */
export interface DisabledChannel {
  channelId: string
  /** Null: the platform's. */
  organizationId: string | null
  organizationName: string | null
  simulated: boolean
  name: string
  kind: ChannelKind
  reason: ChannelDisabledReason
  failingSince: Date | null
  disabledAt: Date
  lastError: string | null
  /** Alerts of its owner that are open. */
  open: number
  /** Other channels of its owner that are on. */
  others: number
}

/** What a channel's mail is once for: each time that it is switched off. */
export function channelDisabledKey({ channelId, disabledAt }: Pick<DisabledChannel, 'channelId' | 'disabledAt'>): string {
  return `${channelId}:${disabledAt.toISOString()}`
}

/** Channels that were switched off within three days, are still off, and of which nobody was told. */
export async function listDisabledChannels(tx: Tx, now: Date): Promise<DisabledChannel[]> {
  const rows = await tx.execute<{
    id: string
    organization_id: string | null
    organization_name: string | null
    simulated: boolean | null
    name: string
    kind: ChannelKind
    reason: ChannelDisabledReason
    failing_since: string | null
    disabled_at: string
    last_error: string | null
    open: number
    others: number
  }>(sql`
    select c.id, c.organization_id, o.name as organization_name, o.simulated, c.name, c.kind, c.disabled_reason as reason, c.failing_since, c.disabled_at,
      (select t.error from channel_attempts t join channel_deliveries d on d.id = t.delivery_id
        where d.channel_id = c.id and t.error is not null order by t.at desc limit 1) as last_error,
      (select count(*)::int from alerts a where a.organization_id is not distinct from c.organization_id and not a.labels ? 'synthetic' and a.state in ('firing', 'acknowledged')) as open,
      (select count(*)::int from channels x
        where x.organization_id is not distinct from c.organization_id and x.id not in (c.id, ${LOOPBACK_CHANNEL_ID}) and x.enabled and x.disabled_at is null and x.deleted_at is null) as others
    from channels c
    left join organizations o on o.id = c.organization_id
    where c.disabled_at is not null and c.disabled_at >= ${addDays(now, -3)} and c.disabled_at <= ${now} and c.deleted_at is null
      and not exists (
        select from notification_log l
        where l.recipient_kind = case when c.organization_id is null then 'platform' else 'organization' end
          and l.recipient_id = coalesce(c.organization_id, c.id) and l.type = ${CHANNEL_DISABLED}
          and l.key = c.id || ':' || to_char(c.disabled_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
      )
    order by c.disabled_at, c.id`)
  return rows.map((row) => ({
    channelId: row.id,
    organizationId: row.organization_id,
    organizationName: row.organization_name,
    simulated: row.simulated ?? false,
    name: row.name,
    kind: row.kind,
    reason: row.reason,
    failingSince: row.failing_since === null ? null : new Date(row.failing_since),
    disabledAt: new Date(row.disabled_at),
    lastError: row.last_error,
    open: row.open,
    others: row.others,
  }))
}
