import { randomUUID } from 'node:crypto'
import { and, eq, inArray, isNull, sql } from 'drizzle-orm'
import { type Tx, withPlatform } from '@/db/client'
import { channelDeliveries, channels } from '@/db/schema/channels'
import type { Context } from '@/lib/auth/model'
import { AppError } from '@/lib/errors'
import { newId } from '@/lib/ids'
import { appendJournal } from '@/lib/journal/commands'
import { POST_TIMEOUT_SECONDS, type PostResult } from '@/lib/post-result'
import { MINUTE } from '@/lib/time'
import { assertMayChange, type ChannelOwner } from '../access'
import { alertmanagerTest } from '../formats/alertmanager'
import { discordNotice } from '../formats/discord'
import type { MailBody } from '../formats/email'
import { pagerDutyTest } from '../formats/pagerduty'
import { slackNotice } from '../formats/slack'
import { webhookNotice } from '../formats/webhook'
import type { ChannelSettings } from '../model'
import { consoleOrigin } from './addresses'
import { attemptDelivery } from './attempt'
import { claimOne } from './claim'
import { renderNotice } from './notice-mail'

type Owned = { owner: ChannelOwner; id: string }

/** Tests of an owner's channels in a minute: enough to find a mistake, too few to bother anybody with. */
const TESTS_A_MINUTE = 6
/** Longer than an attempt can take. */
const CLAIM_SECONDS = 60

/**
 * Sends a message that says that it is a test, at once, and waits for the answer. Also to a channel that is
 * off, so that it can be tried before it is switched on. A test is not repeated; one that fails says nothing
 * about how the channel has been doing.
 * @throws AppError forbidden, not_found, rate_limited after six a minute, unavailable when the secret cannot be opened
 */
export async function sendChannelTest(
  ctx: Context,
  { owner, id }: Owned,
  options: { timeoutSeconds?: number } = {},
): Promise<{ deliveryId: string; result: PostResult; accepted: boolean; error: string | null }> {
  assertMayChange(ctx, owner)
  const claim = randomUUID()
  const delivery = await withPlatform(async (tx) => {
    const [channel] = await tx
      .select({ name: channels.name, settings: channels.settings })
      .from(channels)
      .where(and(ownedBy(owner), eq(channels.id, id), isNull(channels.deletedAt)))
    if (!channel) throw new AppError('not_found', 'There is no such channel.')
    await assertFewTests(tx, owner, ctx.now)
    const deliveryId = newId(ctx.now.getTime())
    const text = `Test of the channel ${channel.name}: alerts will arrive here.`
    await tx.insert(channelDeliveries).values({
      id: deliveryId,
      organizationId: owner,
      channelId: id,
      kind: 'test',
      subject: text,
      body: await testBody(channel.settings, text, deliveryId, owner, ctx.now),
      dedupKey: `test:${deliveryId}`,
      nextAttemptAt: ctx.now,
      createdAt: ctx.now,
    })
    await appendJournal(tx, ctx, { action: 'channel.tested', subjectKind: 'channel', subjectId: id, organizationId: owner })
    return claimOne(tx, { id: deliveryId, claim, claimSeconds: CLAIM_SECONDS })
  })
  const startedAt = performance.now()
  const moment = () => new Date(ctx.now.getTime() + performance.now() - startedAt)
  const { timeoutSeconds = POST_TIMEOUT_SECONDS } = options
  const outcome = await attemptDelivery(delivery, { ctx, moment, clock: () => new Date(), timeoutSeconds })
  if (!outcome) throw new AppError('unavailable', 'The address or key of this channel cannot be opened. Enter it again.')
  const { result, verdict } = outcome
  return { deliveryId: delivery.id, result, accepted: verdict.state === 'delivered', error: verdict.state === 'delivered' ? null : verdict.error }
}

/**
 * Sends a message again with the same id and body, from the first attempt; the job takes it within a minute.
 * @throws AppError forbidden, not_found, conflict while it waits anyway, for a test, or when the channel is off
 */
export async function sendAgain(ctx: Context, { owner, id }: Owned): Promise<void> {
  assertMayChange(ctx, owner)
  await withPlatform(async (tx) => {
    const [known] = await tx
      .select({
        state: channelDeliveries.state,
        kind: channelDeliveries.kind,
        enabled: channels.enabled,
        disabledAt: channels.disabledAt,
        deletedAt: channels.deletedAt,
      })
      .from(channelDeliveries)
      .innerJoin(channels, eq(channels.id, channelDeliveries.channelId))
      .where(and(ownedBy(owner), eq(channelDeliveries.id, id)))
    if (!known) throw new AppError('not_found', 'There is no such message.')
    if (known.kind === 'test') throw new AppError('conflict', 'Send a new test instead.')
    if (known.deletedAt !== null) throw new AppError('conflict', 'Its channel was deleted.')
    if (!known.enabled || known.disabledAt !== null) throw new AppError('conflict', 'Its channel is switched off. Switch it on first.')
    const [revived] = await tx
      .update(channelDeliveries)
      // It was asked for, so it is not taken back when it speaks of what is over.
      .set({ state: 'pending', attempts: 0, onlyFiring: false, nextAttemptAt: ctx.now, deliveredAt: null, lastError: null, leaseOwner: null, leaseUntil: null })
      .where(and(eq(channelDeliveries.id, id), inArray(channelDeliveries.state, ['delivered', 'dead', 'cancelled'])))
      .returning({ id: channelDeliveries.id })
    if (!revived) throw new AppError('conflict', 'It is waiting to be sent already.')
    await appendJournal(tx, ctx, {
      action: 'channel_delivery.sent_again',
      subjectKind: 'channel_delivery',
      subjectId: id,
      organizationId: owner,
      before: { state: known.state },
    })
  })
}

async function testBody(settings: ChannelSettings, text: string, id: string, owner: ChannelOwner, now: Date): Promise<string> {
  const consoleUrl = consoleOrigin()
  switch (settings.kind) {
    case 'slack':
      return slackNotice(text)
    case 'discord':
      return discordNotice(text)
    case 'pagerduty':
      return pagerDutyTest(text, id, consoleUrl)
    case 'webhook':
      return settings.format === 'alertmanager' ? alertmanagerTest(text, now, consoleUrl) : webhookNotice('alerts.test', text, now)
    case 'email': {
      const more = 'Nothing is wrong. This mail proves that the channel works.'
      const mail = await renderNotice({ owner, text, about: 'Test', more, audience: 'your organization', tone: 'good', simulated: false })
      const body: MailBody = { to: settings.to, ...mail }
      return JSON.stringify(body)
    }
  }
}

async function assertFewTests(tx: Tx, owner: ChannelOwner, now: Date): Promise<void> {
  // One at a time of an owner, so that two at once cannot both be the sixth.
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${`channel-tests:${owner}`}))`)
  const mine = owner === null ? isNull(channelDeliveries.organizationId) : eq(channelDeliveries.organizationId, owner)
  const sent = await tx.$count(
    channelDeliveries,
    and(mine, eq(channelDeliveries.kind, 'test'), sql`${channelDeliveries.createdAt} > ${new Date(now.getTime() - MINUTE)}`),
  )
  if (sent >= TESTS_A_MINUTE) throw new AppError('rate_limited', 'Six tests a minute are enough; wait a moment.', { retryAfterSeconds: 60 })
}

function ownedBy(owner: ChannelOwner) {
  return owner === null ? isNull(channels.organizationId) : eq(channels.organizationId, owner)
}
