import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import type { ChannelDisabledReason, ChannelKind } from '@/lib/channels/model'
import { addDays } from '@/lib/time'

/** The template of the mail, by which the notification log knows it. */
export const CHANNEL_DISABLED = 'channel-disabled'

/** An alert channel of an organization that was switched off because it failed, of which nobody was told yet. */
export interface DisabledChannel {
  channelId: string
  organizationId: string
  organizationName: string
  simulated: boolean
  name: string
  kind: ChannelKind
  reason: ChannelDisabledReason
  failingSince: Date | null
  disabledAt: Date
  lastError: string | null
  /** Alerts that are open in the organization. */
  open: number
  /** Other channels of it that are on. */
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
    organization_id: string
    organization_name: string
    simulated: boolean
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
      (select count(*)::int from alerts a where a.organization_id = c.organization_id and a.state in ('firing', 'acknowledged')) as open,
      (select count(*)::int from channels x
        where x.organization_id = c.organization_id and x.id <> c.id and x.enabled and x.disabled_at is null and x.deleted_at is null) as others
    from channels c
    join organizations o on o.id = c.organization_id
    where c.disabled_at is not null and c.disabled_at >= ${addDays(now, -3)} and c.disabled_at <= ${now} and c.deleted_at is null
      and not exists (
        select from notification_log l
        where l.recipient_kind = 'organization' and l.recipient_id = c.organization_id and l.type = ${CHANNEL_DISABLED}
          and l.key = c.id || ':' || to_char(c.disabled_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
      )
    order by c.disabled_at, c.id`)
  return rows.map((row) => ({
    channelId: row.id,
    organizationId: row.organization_id,
    organizationName: row.organization_name,
    simulated: row.simulated,
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
