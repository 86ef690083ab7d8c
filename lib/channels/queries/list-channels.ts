import { type SQL, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import type { AlertSeverity } from '@/lib/alerts/model'
import { addDays } from '@/lib/time'
import type { ChannelOwner } from '../access'
import { type ChannelDisabledReason, type ChannelKind, type ChannelSettings, LOOPBACK_CHANNEL_ID } from '../model'

export interface ChannelView {
  id: string
  kind: ChannelKind
  name: string
  settings: ChannelSettings
  /** Last four characters of its address, key or signing secret. */
  hint: string | null
  enabled: boolean
  takesUnrouted: boolean
  minSeverity: AlertSeverity
  sendResolved: boolean
  groupWaitSeconds: number
  groupIntervalSeconds: number
  repeatSeconds: number
  failures: number
  failingSince: Date | null
  lastSuccessAt: Date | null
  disabledAt: Date | null
  disabledReason: ChannelDisabledReason | null
  /** Messages that wait. */
  waiting: number
  /** Messages of seven days, tests left out, and those that were given up. */
  sent: number
  dead: number
  /** Rules that name it. */
  rules: number
}

/** An owner's channels with how they have been doing; those that need attention first. */
export async function listChannels(tx: Tx, { owner, now }: { owner: ChannelOwner; now: Date }): Promise<ChannelView[]> {
  const rows = await tx.execute<{
    id: string
    kind: ChannelKind
    name: string
    settings: ChannelSettings
    hint: string | null
    enabled: boolean
    takes_unrouted: boolean
    min_severity: AlertSeverity
    send_resolved: boolean
    group_wait_seconds: number
    group_interval_seconds: number
    repeat_seconds: number
    failures: number
    failing_since: string | null
    last_success_at: string | null
    disabled_at: string | null
    disabled_reason: ChannelDisabledReason | null
    waiting: number
    sent: number
    dead: number
    rules: number
  }>(sql`
    select c.id, c.kind, c.name, c.settings, c.hint, c.enabled, c.takes_unrouted, c.min_severity, c.send_resolved, c.group_wait_seconds, c.group_interval_seconds,
      c.repeat_seconds, c.failures, c.failing_since, c.last_success_at, c.disabled_at, c.disabled_reason,
      (select count(*)::int from channel_deliveries d where d.channel_id = c.id and d.state in ('pending', 'sending')) as waiting,
      d.sent, d.dead,
      (select count(*)::int from alert_rule_channels r where r.channel_id = c.id) as rules
    from channels c
    cross join lateral (
      select count(*) filter (where d.state = 'delivered')::int as sent, count(*) filter (where d.state = 'dead')::int as dead
      from channel_deliveries d where d.channel_id = c.id and d.created_at >= ${addDays(now, -7)} and d.kind <> 'test'
    ) d
    where ${ownedBy(owner)} and c.deleted_at is null
    order by c.disabled_at is null, c.failing_since is null, not c.enabled, c.name, c.id`)
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    name: row.name,
    settings: row.settings,
    hint: row.hint,
    enabled: row.enabled,
    takesUnrouted: row.takes_unrouted,
    minSeverity: row.min_severity,
    sendResolved: row.send_resolved,
    groupWaitSeconds: row.group_wait_seconds,
    groupIntervalSeconds: row.group_interval_seconds,
    repeatSeconds: row.repeat_seconds,
    failures: row.failures,
    failingSince: dateOf(row.failing_since),
    lastSuccessAt: dateOf(row.last_success_at),
    disabledAt: dateOf(row.disabled_at),
    disabledReason: row.disabled_reason,
    waiting: row.waiting,
    sent: row.sent,
    dead: row.dead,
    rules: row.rules,
  }))
}

/** The condition that a channel `c` is an owner's, to look at and to change. */
export function ownedBy(owner: ChannelOwner): SQL {
  return owner === null ? sql`(c.organization_id is null and c.id <> ${LOOPBACK_CHANNEL_ID})` : sql`c.organization_id = ${owner}`
}

function dateOf(text: string | null): Date | null {
  return text === null ? null : new Date(text)
}
