import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import type { AlertSeverity, AlertState } from '@/lib/alerts/model'
import type { GroupAlert, RulePace } from '../group'
import type { ChannelKind, ChannelSettings, ToldAlert } from '../model'
import { ALERTMANAGER_GROUP, alertGroupKey, channelHears, channelIsOn } from './routes'

/** A channel as the notifier needs it. */
export interface NotifiedChannel {
  id: string
  organizationId: string | null
  kind: ChannelKind
  settings: ChannelSettings
  name: string
  minSeverity: AlertSeverity
  sendResolved: boolean
  groupWaitSeconds: number
  groupIntervalSeconds: number
  repeatSeconds: number
  /** The organization's name and zone; the platform has neither. */
  audience: string | null
  zone: string | null
  simulated: boolean
}

export interface DueGroup {
  groupKey: string
  told: ToldAlert[]
  lastSentAt: Date | null
  /** The rule's name, or that which Alertmanager gives its alerts. */
  name: string
  rule: RulePace
}

/** A group of `g` has a message that is not delivered yet; a summary speaks of all groups. */
const undelivered = sql`exists (
  select from channel_deliveries d
  where d.channel_id = g.channel_id and d.state in ('pending', 'sending') and d.kind in ('alerts', 'summary')
    and (d.group_key = g.group_key or d.group_key is null)
)`

/** Channels in use with a group that is due and free, those that wait longest first. */
export async function listDueChannels(tx: Tx, now: Date, limit: number): Promise<string[]> {
  const rows = await tx.execute<{ id: string }>(sql`
    select g.channel_id as id from channel_groups g join channels c on c.id = g.channel_id
    where g.due_at <= ${now} and ${channelIsOn} and not ${undelivered}
    group by g.channel_id order by min(g.due_at), g.channel_id limit ${limit}`)
  return rows.map(({ id }) => id)
}

/** When the next group is due that can be told then; null when none is. */
export async function nextGroupAt(tx: Tx): Promise<Date | null> {
  const [row] = await tx.execute<{ at: string | null }>(sql`
    select min(g.due_at) as at from channel_groups g join channels c on c.id = g.channel_id
    where g.due_at is not null and ${channelIsOn} and not ${undelivered}`)
  return row?.at ? new Date(row.at) : null
}

/** A channel that is in use; null when it is not, or gone. */
export async function findNotifiedChannel(tx: Tx, id: string): Promise<NotifiedChannel | null> {
  const [row] = await tx.execute<{
    id: string
    organization_id: string | null
    kind: ChannelKind
    settings: ChannelSettings
    name: string
    min_severity: AlertSeverity
    send_resolved: boolean
    group_wait_seconds: number
    group_interval_seconds: number
    repeat_seconds: number
    audience: string | null
    zone: string | null
    simulated: boolean | null
  }>(sql`
    select c.id, c.organization_id, c.kind, c.settings, c.name, c.min_severity, c.send_resolved, c.group_wait_seconds, c.group_interval_seconds,
      c.repeat_seconds, o.name as audience, o.time_zone as zone, o.simulated
    from channels c left join organizations o on o.id = c.organization_id
    where c.id = ${id} and ${channelIsOn}`)
  if (!row) return null
  return {
    id: row.id,
    organizationId: row.organization_id,
    kind: row.kind,
    settings: row.settings,
    name: row.name,
    minSeverity: row.min_severity,
    sendResolved: row.send_resolved,
    groupWaitSeconds: row.group_wait_seconds,
    groupIntervalSeconds: row.group_interval_seconds,
    repeatSeconds: row.repeat_seconds,
    audience: row.audience,
    zone: row.zone,
    simulated: row.simulated ?? false,
  }
}

/** The due groups of a channel, locked, in the order of their keys; for the one who holds the channel's lock. */
export async function lockDueGroups(tx: Tx, channelId: string, now: Date, limit: number): Promise<DueGroup[]> {
  const rows = await tx.execute<{
    group_key: string
    told: ToldAlert[]
    last_sent_at: string | null
    rule_name: string | null
    cooldown_minutes: number | null
    snoozed_until: string | null
    quiet_from_minute: number | null
    quiet_to_minute: number | null
    quiet_zone: string | null
  }>(sql`
    select g.group_key, g.told, g.last_sent_at, u.name as rule_name, u.cooldown_minutes, u.snoozed_until, u.quiet_from_minute, u.quiet_to_minute, u.quiet_zone
    from channel_groups g
    left join alert_rules u on u.id = case when not starts_with(g.group_key, ${ALERTMANAGER_GROUP}) then g.group_key::uuid end
    where g.channel_id = ${channelId} and g.due_at <= ${now} and not ${undelivered}
    order by g.group_key limit ${limit}
    for update of g`)
  return rows.map((row) => ({
    groupKey: row.group_key,
    told: row.told,
    lastSentAt: row.last_sent_at === null ? null : new Date(row.last_sent_at),
    name: row.rule_name ?? (row.group_key.slice(ALERTMANAGER_GROUP.length) || 'Alertmanager'),
    rule: {
      cooldownMinutes: row.cooldown_minutes ?? 0,
      snoozedUntil: row.snoozed_until === null ? null : new Date(row.snoozed_until),
      quiet:
        row.quiet_from_minute === null || row.quiet_to_minute === null
          ? null
          : { fromMinute: row.quiet_from_minute, toMinute: row.quiet_to_minute, timeZone: row.quiet_zone ?? 'UTC' },
    },
  }))
}

/** The alerts that groups of a channel are about: open ones that it hears of, and those that it was told of. By group. */
export async function listGroupAlerts(tx: Tx, channelId: string, groups: readonly DueGroup[]): Promise<Map<string, GroupAlert[]>> {
  const rules = groups.map(({ groupKey }) => groupKey).filter((key) => !key.startsWith(ALERTMANAGER_GROUP))
  const names = groups.flatMap(({ groupKey }) => (groupKey.startsWith(ALERTMANAGER_GROUP) ? [groupKey.slice(ALERTMANAGER_GROUP.length)] : []))
  const told = groups.flatMap((group) => group.told.flatMap(({ alertId, said }) => (said === 'ended' ? [] : [alertId])))
  const rows = await tx.execute<{
    group_key: string
    id: string
    fingerprint: string
    state: AlertState
    severity: AlertSeverity
    fired_at: string
    acknowledged_at: string | null
    held: boolean
  }>(sql`
    select ${alertGroupKey} as group_key, a.id, a.fingerprint, a.state, a.severity, a.fired_at, a.acknowledged_at,
      (a.silence_id is not null or a.maintenance_id is not null or a.parent_alert_id is not null) as held
    from alerts a
    where a.id in (
      select a.id from alerts a join channels c on c.id = ${channelId} and ${channelHears}
      where a.state in ('firing', 'acknowledged')
        and (a.rule_id = any(${sql.param(rules)}::uuid[]) or (a.rule_id is null and coalesce(a.labels ->> 'alertname', '') = any(${sql.param(names)}::text[])))
      union
      select unnest(${sql.param(told)}::uuid[])
    )`)
  const byGroup = new Map<string, GroupAlert[]>()
  for (const row of rows) {
    const list = byGroup.get(row.group_key) ?? []
    list.push({
      id: row.id,
      fingerprint: row.fingerprint,
      state: row.state,
      severity: row.severity,
      firedAt: new Date(row.fired_at),
      acknowledgedAt: row.acknowledged_at === null ? null : new Date(row.acknowledged_at),
      held: row.held,
    })
    byGroup.set(row.group_key, list)
  }
  return byGroup
}
