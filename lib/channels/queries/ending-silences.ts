import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import type { ChannelSettings } from '../model'
import { channelHears, channelIsOn } from './routes'

/** A silence that ends soon and keeps something back that is still firing. */
export interface EndingSilence {
  id: string
  organizationId: string | null
  /** The organization's name and zone; the platform has neither. */
  audience: string | null
  zone: string
  simulated: boolean
  reason: string
  endsAt: Date
  /** Null when that person is gone. */
  author: { userId: string; email: string } | null
  /** What it keeps back and nobody has in hand, the gravest first. */
  alertIds: string[]
  firstTitle: string
}

/** Silences that hold at `now`, end before a moment, and have lasted for long enough, with what they keep back. */
export async function listEndingSilences(
  tx: Tx,
  { now, endsBefore, leastMinutes }: { now: Date; endsBefore: Date; leastMinutes: number },
): Promise<EndingSilence[]> {
  const rows = await tx.execute<{
    id: string
    organization_id: string | null
    audience: string | null
    zone: string | null
    simulated: boolean | null
    reason: string
    ends_at: string
    user_id: string | null
    email: string | null
    alert_ids: string[]
    titles: string[]
  }>(sql`
    select s.id, s.organization_id, o.name as audience, o.time_zone as zone, o.simulated, s.reason, s.ends_at, u.id as user_id, u.email,
      array_agg(a.id order by a.severity desc, a.fired_at, a.id) as alert_ids, array_agg(a.title order by a.severity desc, a.fired_at, a.id) as titles
    from silences s
    join alerts a on a.silence_id = s.id and a.state = 'firing'
    left join organizations o on o.id = s.organization_id
    left join users u on u.id = s.created_by
    where s.ended_at is null and s.ends_at > ${now} and s.ends_at <= ${endsBefore} and s.ends_at - s.starts_at >= make_interval(mins => ${leastMinutes}::int)
    group by s.id, o.id, u.id
    order by s.ends_at, s.id`)
  return rows.map((row) => ({
    id: row.id,
    organizationId: row.organization_id,
    audience: row.audience,
    zone: row.zone ?? 'UTC',
    simulated: row.simulated ?? false,
    reason: row.reason,
    endsAt: new Date(row.ends_at),
    author: row.user_id !== null && row.email !== null ? { userId: row.user_id, email: row.email } : null,
    alertIds: row.alert_ids,
    firstTitle: row.titles[0] ?? '',
  }))
}

export interface SilenceChannel {
  id: string
  settings: ChannelSettings
}

/** The channels that would hear of any of these alerts, were they not held back. */
export async function listSilenceChannels(tx: Tx, alertIds: readonly string[]): Promise<SilenceChannel[]> {
  const rows = await tx.execute<{ id: string; settings: ChannelSettings }>(sql`
    select distinct c.id, c.settings from alerts a join channels c on ${channelHears}
    where a.id = any(${sql.param([...alertIds])}::uuid[]) and ${channelIsOn} and (c.min_severity = 'warning' or a.severity = 'critical')
    order by c.id`)
  return [...rows]
}
