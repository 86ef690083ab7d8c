import { type SQL, sql } from 'drizzle-orm'
import { type Tx, withPlatform } from '@/db/client'
import { type ChannelKind, type ChannelSettings, channelKinds, type DeliveryKind, sendingLimits } from '../model'
import { channelIsOn } from '../queries/routes'

/** A message in this process's hands, with all that an attempt needs. */
export interface ClaimedDelivery {
  id: string
  organizationId: string | null
  channelId: string
  kind: DeliveryKind
  body: string
  alertIds: string[]
  /** 1 for the first. */
  attempt: number
  createdAt: Date
  /** Who holds it; records of failures count only while it is ours. */
  claim: string
  channelKind: ChannelKind
  settings: ChannelSettings
  sealed: string | null
  /** Of the simulated marketplace: nothing leaves the machine. */
  simulated: boolean
}

export interface ClaimOptions {
  claim: string
  now: Date
  limit: number
  /** Which channels: those that have been failing, or the others. */
  failing: boolean
  claimSeconds: number
}

const free = (now: Date) =>
  sql`d.state in ('pending', 'sending') and d.next_attempt_at <= ${now} and (d.lease_until is null or d.lease_until <= clock_timestamp())`

/** A figure by a channel's kind, for statements. */
const byKind = (figure: (kind: ChannelKind) => number): SQL =>
  sql`case c.kind ${sql.join(
    channelKinds.map((kind) => sql`when ${sql.raw(`'${kind}'`)} then ${figure(kind)}::int`),
    sql` `,
  )} end`

/**
 * Takes messages that are due, of each channel as many as it takes at once and no faster than it takes
 * them: a channel that has been failing is offered one at a time, the one that was tried least. Two
 * senders skip each other's channels and rows, so that a pace holds over all processes.
 */
export function claimDeliveries({ claim, now, limit, failing, claimSeconds }: ClaimOptions): Promise<ClaimedDelivery[]> {
  return withPlatform(async (tx) => {
    const claimed = await take(
      tx,
      { claim, claimSeconds },
      sql`
      with lane as materialized (
        select c.id, ${failing ? sql`1` : byKind((kind) => sendingLimits[kind].atOnce)} - (
            select count(*) from channel_deliveries busy
            where busy.channel_id = c.id and busy.state = 'sending' and busy.lease_until > clock_timestamp()
          ) as room
        from channels c
        where ${channelIsOn} and (c.failing_since is not null) = ${failing} and (c.next_send_at is null or c.next_send_at <= ${now})
          and exists (select from channel_deliveries d where d.channel_id = c.id and ${free(now)})
        limit ${limit}
        for no key update of c skip locked
      ),
      due as (
        select d.id from lane cross join lateral (
          select d.id, d.attempts, d.created_at from channel_deliveries d
          where d.channel_id = lane.id and ${free(now)}
          order by d.attempts, d.created_at, d.id
          limit greatest(lane.room, 0)
          for update skip locked
        ) d
        order by d.attempts, d.created_at, d.id
        limit ${limit}
      )`,
    )
    const paced = claimed.filter(({ channelKind }) => sendingLimits[channelKind].gapMs > 0).map(({ channelId }) => channelId)
    if (paced.length > 0) {
      await tx.execute(sql`
        update channels c set next_send_at = ${now}::timestamptz + make_interval(secs => ${byKind((kind) => sendingLimits[kind].gapMs)} / 1000.0)
        where c.id = any(${sql.param(paced)}::uuid[])`)
    }
    return claimed
  })
}

/**
 * Takes one message that was made in this very transaction, whatever its channel's state.
 * @throws Error when there is no such message
 */
export async function claimOne(tx: Tx, { id, ...hold }: Hold & { id: string }): Promise<ClaimedDelivery> {
  const [delivery] = await take(tx, hold, sql`with due as (select ${id}::uuid as id)`)
  if (!delivery) throw new Error(`there is no message ${id} to claim`)
  return delivery
}

/** When the next message is due; null when none waits. */
export async function nextDeliveryAt(tx: Tx): Promise<Date | null> {
  const [row] = await tx.execute<{ at: string | null }>(sql`
    select min(greatest(d.next_attempt_at, c.next_send_at)) as at from channel_deliveries d join channels c on c.id = d.channel_id
    where d.state in ('pending', 'sending') and ${channelIsOn}`)
  return row?.at ? new Date(row.at) : null
}

type Hold = Pick<ClaimOptions, 'claim' | 'claimSeconds'>

/** Claims the messages whose ids the statement's `due` names. */
async function take(tx: Tx, { claim, claimSeconds }: Hold, due: SQL): Promise<ClaimedDelivery[]> {
  const rows = await tx.execute<{
    id: string
    organization_id: string | null
    channel_id: string
    kind: DeliveryKind
    body: string
    alert_ids: string[]
    attempts: number
    created_at: string
    channel_kind: ChannelKind
    settings: ChannelSettings
    sealed: string | null
    simulated: boolean
  }>(sql`
    ${due}
    update channel_deliveries d
    set state = 'sending', attempts = d.attempts + 1, lease_owner = ${claim}, lease_until = clock_timestamp() + make_interval(secs => ${claimSeconds})
    from due, channels c left join organizations o on o.id = c.organization_id
    where d.id = due.id and c.id = d.channel_id
    returning d.id, d.organization_id, d.channel_id, d.kind, d.body, d.alert_ids, d.attempts, d.created_at, c.kind as channel_kind, c.settings, c.sealed,
      coalesce(o.simulated, false) as simulated`)
  return rows
    .map((row) => ({
      id: row.id,
      organizationId: row.organization_id,
      channelId: row.channel_id,
      kind: row.kind,
      body: row.body,
      alertIds: row.alert_ids,
      attempt: row.attempts,
      createdAt: new Date(row.created_at),
      claim,
      channelKind: row.channel_kind,
      settings: row.settings,
      sealed: row.sealed,
      simulated: row.simulated,
    }))
    .sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime() || (a.id < b.id ? -1 : 1))
}
