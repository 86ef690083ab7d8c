import { createHash } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { type Tx, withPlatform } from '@/db/client'
import { channelDeliveries } from '@/db/schema/channels'
import { isDatabaseAway, rootCause } from '@/lib/errors'
import { newId } from '@/lib/ids'
import { log } from '@/lib/log'
import type { JobResult } from '@/lib/work'
import { decideGroup, type GroupDecision } from '../group'
import type { AlertMessage } from '../message'
import { LEAST_GAP_MS, SHOWN_ALERTS, STORM_ALERTS, type ToldAlert } from '../model'
import { alertsPath, readAlertFacts } from '../queries/alert-facts'
import { type DueGroup, findNotifiedChannel, listDueChannels, listGroupAlerts, lockDueGroups, type NotifiedChannel } from '../queries/due-groups'
import { consoleOrigin } from './addresses'
import { composeParts, type Spoken } from './compose'

/** Channels looked at in one call; groups of one channel in one transaction. */
const CHANNELS = 200
const GROUPS = 500

/**
 * Decides about the groups that are due and writes the messages that are owed. One transaction a channel,
 * which only one process at a time has in hand: killed half way nothing was said, run twice it is said once.
 * @returns checked: channels; changed: messages written; failed: channels left for the next call
 */
export async function writeMessages(now: Date): Promise<JobResult> {
  const result: JobResult = { checked: 0, changed: 0, failed: 0 }
  const due = await withPlatform((tx) => listDueChannels(tx, now, CHANNELS), { accessMode: 'read only' })
  for (const channelId of due) {
    result.checked++
    try {
      result.changed += await withPlatform((tx) => writeForChannel(tx, channelId, now))
    } catch (error) {
      if (isDatabaseAway(error)) throw error
      log().error({ channel: channelId, err: rootCause(error) }, 'the messages of a channel could not be written')
      result.failed++
    }
  }
  return result
}

interface Telling {
  group: DueGroup
  decision: Extract<GroupDecision, { kind: 'send' }>
}

async function writeForChannel(tx: Tx, channelId: string, now: Date): Promise<number> {
  const [lock] = await tx.execute<{ mine: boolean }>(sql`select pg_try_advisory_xact_lock(hashtext(${`channel:${channelId}`})) as mine`)
  if (!lock?.mine) return 0
  const channel = await findNotifiedChannel(tx, channelId)
  if (!channel) return 0
  const groups = await lockDueGroups(tx, channelId, now, GROUPS)
  const alerts = await listGroupAlerts(tx, channelId, groups)
  const tellings: Telling[] = []
  for (const group of groups) {
    const decision = decideGroup(
      {
        alerts: alerts.get(group.groupKey) ?? [],
        told: group.told,
        lastSentAt: group.lastSentAt,
        rule: group.rule,
        channel: { ...channel, acknowledges: channel.kind === 'pagerduty' },
      },
      now,
    )
    if (decision.kind === 'send') tellings.push({ group, decision })
    else await remember(tx, channelId, group.groupKey, { told: decision.told, dueAt: decision.until, lastSentAt: group.lastSentAt }, now)
  }
  // Many rules that fire at once are one piece of news, and one message.
  const storm =
    tellings.length > 1 && tellings.reduce((sum, { decision }) => sum + (decision.reason === 'repeat' ? 0 : decision.firing.length), 0) > STORM_ALERTS
  let written = 0
  for (const together of storm ? [tellings] : tellings.map((telling) => [telling])) written += await say(tx, channel, together, now)
  return written
}

/** Writes one message about one group, or a summary of several, and remembers what was said. */
async function say(tx: Tx, channel: NotifiedChannel, tellings: readonly Telling[], now: Date): Promise<number> {
  const wasSummed = new Set(tellings.flatMap(({ decision }) => decision.told.flatMap(({ alertId, summed }) => (summed ? [alertId] : []))))
  const spoken: Spoken = {
    firing: tellings.flatMap(({ decision }) => decision.firing),
    acknowledged: tellings.flatMap(({ decision }) => decision.acknowledged).filter((id) => !wasSummed.has(id)),
    ended: tellings.flatMap(({ decision }) => decision.ended).filter((id) => !wasSummed.has(id)),
  }
  const message = await messageOf(tx, channel, tellings, spoken, now)
  const { parts, summed } = await composeParts(message, spoken, channel.settings)
  for (const part of parts) {
    await tx
      .insert(channelDeliveries)
      .values({
        id: parts.length === 1 ? message.id : newId(now.getTime()),
        organizationId: channel.organizationId,
        channelId: channel.id,
        kind: message.kind,
        groupKey: message.kind === 'summary' ? null : message.groupKey,
        subject: part.subject,
        body: part.body,
        alertIds: part.alertIds,
        onlyFiring: part.onlyFiring,
        dedupKey: dedupKey(tellings, part.part),
        nextAttemptAt: now,
        createdAt: now,
      })
      .onConflictDoNothing()
  }
  const counted = new Set(summed ? spoken.firing : [])
  for (const { group, decision } of tellings) {
    const told: ToldAlert[] = decision.told.map((entry) => (counted.has(entry.alertId) ? { ...entry, summed: true } : entry))
    await remember(tx, channel.id, group.groupKey, { told, dueAt: decision.next, lastSentAt: now }, now)
  }
  return parts.length
}

async function messageOf(tx: Tx, channel: NotifiedChannel, tellings: readonly Telling[], spoken: Spoken, now: Date): Promise<AlertMessage> {
  const [first] = tellings
  const consoleUrl = consoleOrigin()
  const audience = channel.audience ?? 'Pulsegrid'
  const summary = tellings.length > 1
  let room = SHOWN_ALERTS
  const shown = (ids: string[]) => {
    const part = ids.slice(0, room)
    room -= part.length
    return part
  }
  // PagerDuty is told of every end by itself, as it can show no list.
  const lists = {
    firing: shown(spoken.firing),
    acknowledged: shown(spoken.acknowledged),
    ended: channel.kind === 'pagerduty' ? spoken.ended : shown(spoken.ended),
  }
  const facts = await readAlertFacts(tx, [...lists.firing, ...lists.acknowledged, ...lists.ended], consoleUrl)
  const factsOf = (ids: string[]) => ids.flatMap((id) => facts.get(id) ?? [])
  return {
    id: newId(now.getTime()),
    kind: summary ? 'summary' : 'alerts',
    groupKey: summary ? 'summary' : (first?.group.groupKey ?? ''),
    groupName: summary ? audience : (first?.group.name ?? ''),
    firing: factsOf(lists.firing),
    acknowledged: factsOf(lists.acknowledged),
    ended: factsOf(lists.ended),
    counts: { firing: spoken.firing.length, acknowledged: spoken.acknowledged.length, ended: spoken.ended.length },
    repeated: first?.decision.reason === 'repeat',
    at: now,
    listUrl: `${consoleUrl}${alertsPath(channel.organizationId)}`,
    consoleUrl,
    audience,
    zone: channel.zone ?? 'UTC',
    simulated: channel.simulated,
  }
}

/** The same news after the same message is the same message, whoever writes it. */
function dedupKey(tellings: readonly Telling[], part: string): string {
  const content = tellings.map(({ group, decision }) => [
    group.groupKey,
    group.lastSentAt?.toISOString() ?? null,
    decision.firing,
    decision.acknowledged,
    decision.ended,
  ])
  return `${createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 32)}${part ? `:${part}` : ''}`
}

async function remember(
  tx: Tx,
  channelId: string,
  groupKey: string,
  { told, dueAt, lastSentAt }: { told: ToldAlert[]; dueAt: Date | null; lastSentAt: Date | null },
  now: Date,
): Promise<void> {
  // The least gap holds whatever the channel's pace says: a group that was told rests for a minute.
  const floor = lastSentAt === null ? 0 : lastSentAt.getTime() + LEAST_GAP_MS
  const due = dueAt === null ? null : new Date(lastSentAt?.getTime() === now.getTime() ? Math.max(dueAt.getTime(), floor) : dueAt.getTime())
  await tx.execute(sql`
    update channel_groups set told = ${JSON.stringify(told)}::jsonb, due_at = ${due}, last_sent_at = ${lastSentAt}, updated_at = ${now}
    where channel_id = ${channelId} and group_key = ${groupKey}`)
}
