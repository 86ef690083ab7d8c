import { sql } from 'drizzle-orm'
import { type Tx, withPlatform } from '@/db/client'
import { channelAttempts, channelDeliveries, channels } from '@/db/schema/channels'
import { newId } from '@/lib/ids'
import { answerSimulated } from '@/lib/post'
import { answerOf, isAccepted, type PostResult } from '@/lib/post-result'
import { SECOND } from '@/lib/time'
import { type AlertFact, type AlertMessage, messageSubject } from '../message'
import { type ChannelDisabledReason, type ChannelSettings, defaultPace, type ToldAlert } from '../model'
import { alertsPath, readAlertFacts } from '../queries/alert-facts'
import { type ChannelHealth, decideVerdict, judgeChannel, type Verdict } from '../schedule'
import { consoleOrigin } from './addresses'
import { composeParts } from './compose'

/** A channel of a simulated organization with what it would have been told. */
export interface PastChannel {
  organizationId: string
  /** The organization's name and zone. */
  audience: string
  zone: string
  name: string
  /** Not PagerDuty, which is told of single alerts. */
  settings: Exclude<ChannelSettings, { kind: 'pagerduty' }>
  addedAt: Date
  /** The first message from then on meets an address that refuses; null: none does. */
  refusedFrom: Date | null
  /** How many alerts it speaks of, the newest; each is one message or two, and a mail takes a while to write. */
  alerts: number
}

interface Telling {
  alertId: string
  groupKey: string
  at: Date
  says: 'firing' | 'ended'
}

/**
 * Writes a channel and the messages about past alerts that it would have got, with every attempt, as the
 * sender's own decisions have them: for a simulated past. Nothing is sent. What is open counts as told.
 */
export async function recordPastChannel(past: PastChannel, now: Date): Promise<void> {
  const { organizationId, settings, addedAt, refusedFrom } = past
  await withPlatform(async (tx) => {
    const channelId = newId(addedAt.getTime())
    await tx
      .insert(channels)
      .values({ id: channelId, organizationId, kind: settings.kind, name: past.name, settings, createdAt: addedAt, updatedAt: addedAt, ...defaultPace })
    const facts = await readAlertFacts(tx, await newestAlerts(tx, organizationId, past.alerts), consoleOrigin())
    let health: ChannelHealth & { disable: ChannelDisabledReason | null } = { failures: 0, failingSince: null, lastSuccessAt: null, disable: null }
    let disabledAt: Date | null = null
    const told = new Map<string, { entries: ToldAlert[]; lastSentAt: Date }>()
    for (const telling of tellingsOf([...facts.values()], now)) {
      const fact = facts.get(telling.alertId)
      if (!fact) continue
      const refused = refusedFrom !== null && telling.at >= refusedFrom
      const tried = await tell(tx, { channelId, past, telling, fact, refused, health, now })
      health = tried.health
      if (health.disable !== null) {
        disabledAt = tried.endedAt
        break
      }
      const group = told.get(telling.groupKey) ?? { entries: [], lastSentAt: telling.at }
      const entry: ToldAlert[] =
        telling.says === 'ended'
          ? []
          : [{ alertId: fact.id, fingerprint: fact.fingerprint, severity: fact.severity, said: 'firing', at: telling.at.toISOString() }]
      told.set(telling.groupKey, { entries: [...group.entries.filter(({ alertId }) => alertId !== fact.id), ...entry], lastSentAt: telling.at })
    }
    const { failures, failingSince, lastSuccessAt, disable } = health
    await tx.update(channels).set({ failures, failingSince, lastSuccessAt, disabledAt, disabledReason: disable }).where(sql`id = ${channelId}`)
    const repeatAt = new Date(now.getTime() + defaultPace.repeatSeconds * SECOND)
    for (const [groupKey, { entries, lastSentAt }] of told) {
      await tx.execute(sql`
        insert into channel_groups (channel_id, group_key, organization_id, due_at, last_sent_at, told, updated_at)
        values (${channelId}, ${groupKey}, ${organizationId}, ${entries.length > 0 ? repeatAt : null}, ${lastSentAt}, ${JSON.stringify(entries)}::jsonb, ${now})`)
    }
  })
}

async function newestAlerts(tx: Tx, organizationId: string, limit: number): Promise<string[]> {
  const rows = await tx.execute<{ id: string }>(sql`
    select id from alerts where organization_id = ${organizationId} and rule_id is not null and silence_id is null order by fired_at desc, id desc limit ${limit}`)
  return rows.map(({ id }) => id)
}

/** That each began, a group's wait later, and that it was over. */
function tellingsOf(facts: readonly AlertFact[], now: Date): Telling[] {
  const wait = defaultPace.groupWaitSeconds * SECOND
  return facts
    .flatMap(({ id, fingerprint, firedAt, resolvedAt }): Telling[] => {
      const shared = { alertId: id, groupKey: fingerprint.slice(0, 36) }
      return [
        { ...shared, at: new Date(firedAt.getTime() + wait), says: 'firing' },
        ...(resolvedAt ? [{ ...shared, at: new Date(resolvedAt.getTime() + wait), says: 'ended' as const }] : []),
      ]
    })
    .filter(({ at }) => at <= now)
    .sort((a, b) => a.at.getTime() - b.at.getTime())
}

interface Told {
  channelId: string
  past: PastChannel
  telling: Telling
  fact: AlertFact
  refused: boolean
  health: ChannelHealth
  now: Date
}

/** Writes one message with its attempts; returns how the channel stands after the last of them. */
async function tell(tx: Tx, { channelId, past, telling, fact, refused, health: before, now }: Told) {
  const { organizationId, settings } = past
  const message = messageOf(past, telling, fact)
  const spoken = { firing: [], acknowledged: [], ended: [], [telling.says]: [fact.id] }
  const { parts } = await composeParts(message, spoken, settings)
  const [part] = parts
  const body = part?.body ?? ''
  const attempts: (typeof channelAttempts.$inferInsert)[] = []
  let health: ChannelHealth & { disable: ChannelDisabledReason | null } = { ...before, disable: null }
  let at = telling.at
  let result: PostResult
  let verdict: Verdict
  for (let attempt = 1; ; attempt++) {
    result = resultOf(settings, body, refused)
    verdict = decideVerdict(settings.kind, result, attempt, telling.at, at, 0)
    health = judgeChannel(health, verdict, at)
    const error = verdict.state === 'delivered' ? null : verdict.error
    attempts.push({ organizationId, deliveryId: message.id, attempt, at, ...answerOf(result), error, latencyMs: result.latencyMs })
    if (health.disable !== null || verdict.state !== 'pending' || verdict.nextAttemptAt > now) break
    at = verdict.nextAttemptAt
  }
  const off = health.disable !== null
  await tx.insert(channelDeliveries).values({
    id: message.id,
    organizationId,
    channelId,
    kind: 'alerts',
    groupKey: telling.groupKey,
    subject: messageSubject(message),
    body,
    alertIds: [fact.id],
    onlyFiring: telling.says === 'firing',
    dedupKey: `past:${telling.says}:${fact.id}`,
    state: off ? 'cancelled' : verdict.state,
    attempts: attempts.length,
    nextAttemptAt: verdict.state === 'pending' ? verdict.nextAttemptAt : telling.at,
    lastStatus: answerOf(result).status,
    lastAnswer: answerOf(result).answer,
    lastError: off ? 'The channel was switched off. What is still open is told once it is on again.' : verdict.state === 'delivered' ? null : verdict.error,
    deliveredAt: isAccepted(result) ? at : null,
    createdAt: telling.at,
  })
  await tx.insert(channelAttempts).values(attempts)
  return { health, endedAt: at }
}

function resultOf(settings: ChannelSettings, body: string, refused: boolean): PostResult {
  if (settings.kind === 'email') return { kind: 'answered', status: 202, body: 'Handed to the outbox: 1 mail.', retryAfter: null, latencyMs: 0 }
  const url = settings.kind === 'webhook' && refused ? settings.url : 'https://simulated.invalid'
  return answerSimulated({ url, headers: {}, body })
}

function messageOf({ organizationId, audience, zone }: PastChannel, { groupKey, at, says }: Telling, fact: AlertFact): AlertMessage {
  const then: AlertFact = says === 'firing' ? { ...fact, state: 'firing', resolvedAt: null, resolveReason: null } : fact
  const consoleUrl = consoleOrigin()
  return {
    id: newId(at.getTime()),
    kind: 'alerts',
    groupKey,
    groupName: fact.labels.rule ?? 'Alerts',
    firing: says === 'firing' ? [then] : [],
    acknowledged: [],
    ended: says === 'ended' ? [then] : [],
    counts: { firing: says === 'firing' ? 1 : 0, acknowledged: 0, ended: says === 'ended' ? 1 : 0 },
    repeated: false,
    at,
    listUrl: `${consoleUrl}${alertsPath(organizationId)}`,
    consoleUrl,
    audience,
    zone,
    simulated: true,
  }
}
