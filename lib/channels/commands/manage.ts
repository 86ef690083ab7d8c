import { and, eq, inArray, isNull, ne, sql } from 'drizzle-orm'
import { type Tx, withPlatform } from '@/db/client'
import { alertRuleChannels, channels } from '@/db/schema/channels'
import type { Context } from '@/lib/auth/model'
import { env } from '@/lib/env'
import { AppError } from '@/lib/errors'
import { newId } from '@/lib/ids'
import { appendJournal } from '@/lib/journal/commands'
import { parseAllowList } from '@/lib/safe-url'
import { HOUR } from '@/lib/time'
import { ROTATION_HOURS } from '@/lib/webhooks/model'
import { assertMayChange, type ChannelOwner } from '../access'
import { type ChannelChange, type ChannelInput, secretProblem, settingsOf } from '../channel-input'
import { type ChannelKind, type ChannelSettings, LOOPBACK_CHANNEL_ID } from '../model'
import { findRuleOwner } from '../queries/find-rule-owner'
import { rotateSealed, sealChannel } from '../secrets'
import { beginAnew, cancelDeliveries } from './begin-anew'
import { markRule } from './mark'

// What people do with the channels of their organization, staff with the platform's. These run with the
// platform's rights, since no member's request may read a sealed secret: every statement names the owner.

const MAX_CHANNELS = 30
const HINT_CHARACTERS = 4

type Owned = { owner: ChannelOwner; id: string }

/**
 * Adds a channel, which is on from now on. For a webhook its signing secret is made and returned, now
 * and never again.
 * @throws AppError forbidden, invalid, conflict with a name that is taken or after 30 channels
 */
export async function addChannel(ctx: Context, owner: ChannelOwner, input: ChannelInput): Promise<{ id: string; secret: string | null }> {
  assertMayChange(ctx, owner)
  assertGoodSecret(input.kind, { secret: 'secret' in input ? input.secret : undefined, url: input.kind === 'webhook' ? input.url : undefined })
  return withPlatform(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${`channels:${owner}`}))`)
    const existing = await tx.select({ name: channels.name }).from(channels).where(mine(owner))
    if (existing.some(({ name }) => name === input.name)) throw new AppError('conflict', `There is a channel named ${input.name} already.`)
    if (existing.length >= MAX_CHANNELS) throw new AppError('conflict', `There are at most ${MAX_CHANNELS} channels.`)
    const id = newId(ctx.now.getTime())
    const made = input.kind === 'webhook' ? rotateSealed(null, id, ctx.now, ctx.now) : null
    const given = 'secret' in input ? input.secret : null
    await tx.insert(channels).values({
      id,
      organizationId: owner,
      kind: input.kind,
      name: input.name,
      settings: settingsOf(input),
      sealed: made?.sealed ?? (given ? sealChannel(given, id) : null),
      hint: hintOf(given ?? made?.secret ?? null),
      minSeverity: input.minSeverity,
      sendResolved: input.sendResolved,
      takesUnrouted: input.takesUnrouted,
      groupWaitSeconds: input.groupWaitSeconds,
      groupIntervalSeconds: input.groupIntervalSeconds,
      repeatSeconds: input.repeatSeconds,
      createdBy: ctx.actor.kind === 'user' ? ctx.actor.userId : null,
      createdAt: ctx.now,
      updatedAt: ctx.now,
    })
    await beginAnew(tx, id, ctx.now)
    await note(tx, ctx, owner, id, 'channel.added', { kind: input.kind })
    return { id, secret: made?.secret ?? null }
  })
}

/**
 * Changes a channel; what is left out stays. Switched on (also after we switched it off) it begins anew:
 * what is open then is told. Switched off, what waits is cancelled.
 * @throws AppError forbidden, not_found, invalid, conflict
 */
export async function changeChannel(ctx: Context, { owner, id }: Owned, change: ChannelChange): Promise<void> {
  assertMayChange(ctx, owner)
  await withPlatform(async (tx) => {
    const channel = await lockChannel(tx, { owner, id })
    const { enabled, name, to, secret, region, url, format, ...pace } = change
    const settings = changedSettings(channel.settings, { to, region, url, format })
    const newSecret = secret && channel.kind !== 'webhook' && channel.kind !== 'email' ? secret : null
    if (newSecret !== null || url !== undefined) assertGoodSecret(channel.kind, { secret: newSecret ?? '', url })
    if (name !== undefined && name !== channel.name) await assertFreeName(tx, owner, name)
    const wasOn = channel.enabled && channel.disabledAt === null
    const isOn = enabled ?? wasOn
    await tx
      .update(channels)
      .set({
        ...pace,
        name,
        settings,
        enabled,
        ...(newSecret === null ? {} : { sealed: sealChannel(newSecret, id), hint: hintOf(newSecret) }),
        // Another address, or a hand that says "try again": what it did before says nothing.
        ...((isOn && !wasOn) || newSecret !== null || url !== undefined ? { failures: 0, failingSince: null, disabledAt: null, disabledReason: null } : {}),
        updatedAt: ctx.now,
      })
      .where(eq(channels.id, id))
    if (isOn && !wasOn) await beginAnew(tx, id, ctx.now)
    if (!isOn && wasOn) await cancelDeliveries(tx, id, 'The channel was switched off.')
    await note(tx, ctx, owner, id, enabled === undefined || isOn === wasOn ? 'channel.changed' : isOn ? 'channel.enabled' : 'channel.disabled', {
      fields: Object.keys(change),
    })
  })
}

/**
 * Makes a new signing secret for a webhook, returned now and never again. The one before signs along for a day.
 * @throws AppError forbidden, not_found, conflict for another kind
 */
export async function rotateChannelSecret(ctx: Context, { owner, id }: Owned): Promise<{ secret: string }> {
  assertMayChange(ctx, owner)
  return withPlatform(async (tx) => {
    const channel = await lockChannel(tx, { owner, id })
    if (channel.kind !== 'webhook') throw new AppError('conflict', 'Only webhooks have a signing secret of ours. Enter the new address or key instead.')
    const { sealed, secret } = rotateSealed(channel.sealed, id, new Date(ctx.now.getTime() + ROTATION_HOURS * HOUR), ctx.now)
    await tx
      .update(channels)
      .set({ sealed, hint: hintOf(secret), updatedAt: ctx.now })
      .where(eq(channels.id, id))
    await note(tx, ctx, owner, id, 'channel.secret_rotated')
    return { secret }
  })
}

/**
 * Deletes a channel: nothing is sent there any more, its secret is forgotten, its log stays.
 * @param name where people type it to confirm: refused unless it is the channel's
 * @throws AppError forbidden, not_found, invalid for another name
 */
export async function deleteChannel(ctx: Context, { owner, id, name }: Owned & { name?: string }): Promise<void> {
  assertMayChange(ctx, owner)
  await withPlatform(async (tx) => {
    const channel = await lockChannel(tx, { owner, id })
    if (name !== undefined && name !== channel.name) throw new AppError('invalid', 'The name does not match. Nothing was deleted.')
    await tx.update(channels).set({ deletedAt: ctx.now, enabled: false, sealed: null, updatedAt: ctx.now }).where(eq(channels.id, id))
    await tx.delete(alertRuleChannels).where(eq(alertRuleChannels.channelId, id))
    await cancelDeliveries(tx, id, 'The channel was deleted.')
    await note(tx, ctx, owner, id, 'channel.deleted')
  })
}

/**
 * Chooses where a rule's alerts go; none chosen: to every channel that takes what names none.
 * @throws AppError forbidden, not_found for a rule or a channel that is not the owner's
 */
export async function setRuleChannels(ctx: Context, input: { owner: ChannelOwner; ruleId: string; channelIds: readonly string[] }): Promise<void> {
  const { owner, ruleId } = input
  assertMayChange(ctx, owner)
  const wanted = [...new Set(input.channelIds)]
  await withPlatform(async (tx) => {
    if ((await findRuleOwner(tx, ruleId)) !== owner) throw new AppError('not_found', 'There is no such rule.')
    const known =
      wanted.length === 0
        ? []
        : await tx
            .select({ id: channels.id })
            .from(channels)
            .where(and(mine(owner), inArray(channels.id, wanted)))
    if (known.length !== wanted.length) throw new AppError('not_found', 'One of the channels does not exist any more.')
    const before = await tx.delete(alertRuleChannels).where(eq(alertRuleChannels.ruleId, ruleId)).returning({ id: alertRuleChannels.channelId })
    if (wanted.length > 0) await tx.insert(alertRuleChannels).values(wanted.map((channelId) => ({ ruleId, channelId, organizationId: owner })))
    const same = before.length === wanted.length && before.every(({ id }) => wanted.includes(id))
    if (same) return
    await markRule(tx, ruleId, ctx.now)
    await appendJournal(tx, ctx, {
      action: 'alert_rule.channels_chosen',
      subjectKind: 'alert_rule',
      subjectId: ruleId,
      organizationId: owner,
      before: { channels: before.map(({ id }) => id) },
      after: { channels: wanted },
    })
  })
}

function mine(owner: ChannelOwner) {
  return and(
    owner === null ? and(isNull(channels.organizationId), ne(channels.id, LOOPBACK_CHANNEL_ID)) : eq(channels.organizationId, owner),
    isNull(channels.deletedAt),
  )
}

async function lockChannel(tx: Tx, { owner, id }: Owned) {
  const [channel] = await tx
    .select()
    .from(channels)
    .where(and(mine(owner), eq(channels.id, id)))
    .for('update')
  if (!channel) throw new AppError('not_found', 'There is no such channel.')
  return channel
}

async function assertFreeName(tx: Tx, owner: ChannelOwner, name: string): Promise<void> {
  const [taken] = await tx
    .select({ id: channels.id })
    .from(channels)
    .where(and(mine(owner), eq(channels.name, name)))
  if (taken) throw new AppError('conflict', `There is a channel named ${name} already.`)
}

function assertGoodSecret(kind: ChannelKind, given: { secret?: string; url?: string }): void {
  const problem = secretProblem(kind, given, parseAllowList(env().SAFE_FETCH_ALLOW))
  if (problem) throw new AppError('invalid', problem.message, { problems: [{ pointer: `/${problem.field}`, message: problem.message }] })
}

function changedSettings(settings: ChannelSettings, { to, region, url, format }: Pick<ChannelChange, 'to' | 'region' | 'url' | 'format'>): ChannelSettings {
  switch (settings.kind) {
    case 'email':
      return { ...settings, to: to ?? settings.to }
    case 'pagerduty':
      return { ...settings, region: region ?? settings.region }
    case 'webhook':
      return { ...settings, url: url ?? settings.url, format: format ?? settings.format }
    case 'slack':
    case 'discord':
      return settings
  }
}

function hintOf(secret: string | null): string | null {
  return secret === null ? null : secret.slice(-HINT_CHARACTERS)
}

function note(tx: Tx, ctx: Context, owner: ChannelOwner, id: string, action: string, after?: Record<string, unknown>): Promise<void> {
  return appendJournal(tx, ctx, { action, subjectKind: 'channel', subjectId: id, organizationId: owner, after })
}
