import { type SQL, sql } from 'drizzle-orm'
import { type Tx, withPlatform } from '@/db/client'
import { alertGroupKey, channelHears, channelIsOn } from '../queries/routes'

/** Events taken from the inbox in one transaction. */
const BATCH = 5_000

/**
 * Takes what was written of alerts out of the inbox and puts their groups on the list of every channel
 * that hears of them, and of those that were told of the group before. Rows of other transactions that
 * have not committed are not there yet and are taken by a later run: none is passed over.
 * @returns how many events were taken
 */
export async function markGroups(now: Date): Promise<number> {
  for (let total = 0; ; ) {
    const taken = await withPlatform(async (tx) => {
      const rows = await tx.execute<{ alert_id: string }>(sql`
        delete from channel_inbox where id in (select id from channel_inbox order by id limit ${BATCH} for update skip locked) returning alert_id`)
      const alertIds = [...new Set(rows.map(({ alert_id }) => alert_id))]
      if (rows.length > 0) await mark(tx, now, sql`a.id = any(${sql.param(alertIds)}::uuid[])`, true)
      return rows.length
    })
    total += taken
    if (taken < BATCH) return total
  }
}

/** Puts the groups of open alerts on the list of a channel that is new or on again. */
export function markChannel(tx: Tx, channelId: string, now: Date): Promise<void> {
  return mark(tx, now, sql`a.state in ('firing', 'acknowledged') and c.id = ${channelId}`, false)
}

/** Puts a rule's group on the lists of the channels that now hear of it. */
export function markRule(tx: Tx, ruleId: string, now: Date): Promise<void> {
  return mark(tx, now, sql`a.rule_id = ${ruleId} and a.state in ('firing', 'acknowledged')`, true)
}

async function mark(tx: Tx, now: Date, which: SQL, alsoTold: boolean): Promise<void> {
  // In the order of their keys, as everybody locks them, so that two cannot wait for each other.
  await tx.execute(sql`
    insert into channel_groups (channel_id, group_key, organization_id, due_at, updated_at)
    select * from (
      select c.id, ${alertGroupKey} as group_key, c.organization_id, ${now}::timestamptz, ${now}::timestamptz
      from alerts a join channels c on ${channelHears}
      where ${which} and ${channelIsOn}
      union
      select g.channel_id, g.group_key, g.organization_id, ${now}::timestamptz, ${now}::timestamptz
      from alerts a join channel_groups g on g.group_key = ${alertGroupKey} join channels c on c.id = g.channel_id
      where ${which} and ${alsoTold} and ${channelIsOn} and c.organization_id is not distinct from a.organization_id
    ) marked
    order by 1, 2
    on conflict (channel_id, group_key) do update set due_at = least(channel_groups.due_at, excluded.due_at), updated_at = excluded.updated_at`)
}
