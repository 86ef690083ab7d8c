import { type Tx, withPlatform } from '@/db/client'
import { channelDeliveries } from '@/db/schema/channels'
import { formatCount, formatDateTime } from '@/lib/format'
import { newId } from '@/lib/ids'
import { enqueueMail } from '@/lib/outbox/commands'
import { MINUTE } from '@/lib/time'
import { discordNotice } from '../formats/discord'
import { slackNotice } from '../formats/slack'
import { webhookNotice } from '../formats/webhook'
import { SILENCE_ENDS_SOON_MS, SILENCE_TOLD_FROM_MS } from '../model'
import { type EndingSilence, listEndingSilences, listSilenceChannels, type SilenceChannel } from '../queries/ending-silences'
import { renderNotice } from './notice-mail'

/**
 * Tells the author of a silence, and the channels that hear of what it keeps back, that it ends soon while
 * something is still firing: once, whoever looks and however often. What was silenced for less than half an
 * hour is not told of: whoever did it is still there.
 * @returns messages and mails that were written
 */
export async function tellEndingSilences(now: Date): Promise<number> {
  const window = { now, endsBefore: new Date(now.getTime() + SILENCE_ENDS_SOON_MS), leastMinutes: SILENCE_TOLD_FROM_MS / MINUTE }
  const ending = await withPlatform((tx) => listEndingSilences(tx, window), { accessMode: 'read only' })
  let written = 0
  for (const silence of ending) written += await withPlatform((tx) => tell(tx, silence, now))
  return written
}

async function tell(tx: Tx, silence: EndingSilence, now: Date): Promise<number> {
  const text = sentenceOf(silence)
  const mail = await mailOf(silence, text)
  const channels = await listSilenceChannels(tx, silence.alertIds)
  let written = 0
  for (const channel of channels) {
    const body = bodyOf(channel, text, mail, now)
    if (body === null) continue
    const rows = await tx
      .insert(channelDeliveries)
      .values({
        id: newId(now.getTime()),
        organizationId: silence.organizationId,
        channelId: channel.id,
        kind: 'silence_ending',
        subject: text,
        body,
        alertIds: silence.alertIds,
        dedupKey: `silence:${silence.id}`,
        nextAttemptAt: now,
        createdAt: now,
      })
      .onConflictDoNothing()
      .returning({ id: channelDeliveries.id })
    written += rows.length
  }
  const { author } = silence
  // Who reads a list of the channels already is not written to twice.
  if (author === null || channels.some(({ settings }) => settings.kind === 'email' && settings.to.includes(author.email))) return written
  const outcome = await enqueueMail(tx, {
    template: 'alert',
    category: 'alerts',
    toAddress: author.email,
    userId: author.userId,
    organizationId: silence.organizationId ?? undefined,
    rendered: mail,
    once: { recipientKind: 'user', recipientId: author.userId, type: 'silence-ending', key: silence.id },
    now,
  })
  return written + (outcome === 'queued' ? 1 : 0)
}

function sentenceOf({ reason, endsAt, zone, alertIds, firstTitle }: EndingSilence): string {
  const others = alertIds.length - 1
  const firing =
    others === 0 ? `“${firstTitle}” is still firing` : `“${firstTitle}” and ${formatCount(others)} ${others === 1 ? 'other' : 'others'} are still firing`
  return `The silence “${reason}” ends at ${formatDateTime(endsAt, zone)}, and ${firing}`
}

function mailOf(silence: EndingSilence, text: string) {
  return renderNotice({
    owner: silence.organizationId,
    text,
    about: 'A silence ends soon',
    more: 'What is still firing then is told as if it began. If it is to stay quiet, silence it anew.',
    below: '/silences',
    audience: silence.audience ?? 'Pulsegrid',
    tone: 'warning',
    simulated: silence.simulated,
  })
}

/** PagerDuty would open an incident, and Alertmanager's form knows alerts only: those are told of nothing. */
function bodyOf({ settings }: SilenceChannel, text: string, mail: { subject: string; html: string; text: string }, now: Date): string | null {
  switch (settings.kind) {
    case 'email':
      return JSON.stringify({ to: settings.to, ...mail })
    case 'slack':
      return slackNotice(text)
    case 'discord':
      return discordNotice(text)
    case 'webhook':
      return settings.format === 'pulsegrid' ? webhookNotice('alerts.silence_ending', text, now) : null
    case 'pagerduty':
      return null
  }
}
