'use server'

import { revalidatePath } from 'next/cache'
import { z } from 'zod'
import type { ActionResult } from '@/lib/action-result'
import { enteredOf, readChannelChange, readChannelInput } from '@/lib/channels/channel-form'
import type { ChannelFormState } from '@/lib/channels/channel-form-state'
import { addChannel, changeChannel, deleteChannel, rotateChannelSecret } from '@/lib/channels/commands/manage'
import { sendAgain, sendChannelTest } from '@/lib/channels/commands/send-now'
import { AppError } from '@/lib/errors'
import { formatMs } from '@/lib/format'
import { actionResult } from '@/lib/http/action-result'
import { requireTenant } from '@/lib/http/require-actor'
import type { SecretState } from '@/lib/webhooks/secret-state'

const PAGE = '/dashboard/channels'

/** Adds a channel; of a webhook it shows the signing secret once. */
export async function add(_previous: ChannelFormState, form: FormData): Promise<ChannelFormState> {
  const ctx = await requireTenant()
  let secret: string | null = null
  const { ok, message } = await actionResult(ctx, async () => {
    const added = await addChannel(ctx, ctx.organizationId, readChannelInput(form))
    revalidatePath(PAGE)
    secret = added.secret
    return secret === null ? 'The channel is on. Send it a test.' : 'The channel is on. Copy its signing secret now: it is not shown again.'
  })
  return { ok, message, secret, entered: enteredOf(form) }
}

/** Keeps what was changed about a channel. */
export async function change(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireTenant()
  return actionResult(ctx, async () => {
    await changeChannel(ctx, { owner: ctx.organizationId, id: idOf(form) }, readChannelChange(form))
    revalidatePath(PAGE)
    return 'Saved.'
  })
}

/** Switches a channel on; what is open is told. */
export async function enable(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireTenant()
  return actionResult(ctx, async () => {
    await changeChannel(ctx, { owner: ctx.organizationId, id: idOf(form) }, { enabled: true })
    revalidatePath(PAGE)
    return 'The channel is on. What is open is told.'
  })
}

/** Switches a channel off. */
export async function disable(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireTenant()
  return actionResult(ctx, async () => {
    await changeChannel(ctx, { owner: ctx.organizationId, id: idOf(form) }, { enabled: false })
    revalidatePath(PAGE)
    return 'The channel is off. What waited for it is cancelled.'
  })
}

/** Makes a new signing secret and shows it once. */
export async function rotate(_previous: SecretState, form: FormData): Promise<SecretState> {
  const ctx = await requireTenant()
  let secret: string | null = null
  const { ok, message } = await actionResult(ctx, async () => {
    secret = (await rotateChannelSecret(ctx, { owner: ctx.organizationId, id: idOf(form) })).secret
    return 'Copy the signing secret now: it is not shown again. The one before signs along for a day.'
  })
  return { ok, message, secret, url: '' }
}

/** Deletes a channel, when its name was typed. */
export async function remove(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireTenant()
  return actionResult(ctx, async () => {
    await deleteChannel(ctx, { owner: ctx.organizationId, id: idOf(form), name: String(form.get('confirmation') ?? '') })
    revalidatePath(PAGE)
    return 'The channel is deleted.'
  })
}

/** Sends a test and says what the channel answered. */
export async function test(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireTenant()
  return actionResult(ctx, async () => {
    const { result, error } = await sendChannelTest(ctx, { owner: ctx.organizationId, id: idOf(form) })
    revalidatePath(PAGE)
    if (error === null)
      return result.kind === 'answered' && result.latencyMs > 0 ? `It was accepted, in ${formatMs(result.latencyMs)}.` : 'It was handed to the outbox.'
    throw new AppError('conflict', `The test did not arrive. ${error}`)
  })
}

/** Sends a message again, with the same id and body. */
export async function replay(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireTenant()
  return actionResult(ctx, async () => {
    await sendAgain(ctx, { owner: ctx.organizationId, id: idOf(form) })
    revalidatePath(PAGE)
    return 'It goes out again within a minute, with the same id and body.'
  })
}

function idOf(form: FormData): string {
  return z.uuid().parse(form.get('id'))
}
