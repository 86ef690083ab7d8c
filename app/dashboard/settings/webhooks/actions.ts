'use server'

import { revalidatePath } from 'next/cache'
import { z } from 'zod'
import type { ActionResult } from '@/lib/action-result'
import { formatMs } from '@/lib/format'
import { actionResult } from '@/lib/http/action-result'
import { requireTenant, type TenantContext } from '@/lib/http/require-actor'
import { addEndpoint, chooseEvents, rotateSecret, setEndpointActive } from '@/lib/webhooks/commands/manage-endpoints'
import { sendTest } from '@/lib/webhooks/commands/send-now'
import type { SecretState } from '@/lib/webhooks/secret-state'

const PAGE = '/dashboard/settings/webhooks'

/** Registers an address and shows its signing secret once. */
export async function add(_previous: SecretState, form: FormData): Promise<SecretState> {
  const ctx = await requireTenant()
  const url = String(form.get('url') ?? '')
  return revealed(ctx, url, async () => {
    const { secret } = await addEndpoint(ctx, { url })
    revalidatePath(PAGE)
    return secret
  })
}

/** Makes a new signing secret and shows it once. */
export async function rotate(_previous: SecretState, form: FormData): Promise<SecretState> {
  const ctx = await requireTenant()
  return revealed(ctx, '', async () => (await rotateSecret(ctx, { id: idOf(form) })).secret)
}

/** Switches an address on. */
export async function enable(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireTenant()
  return actionResult(ctx, async () => {
    await setEndpointActive(ctx, { id: idOf(form), active: true })
    revalidatePath(PAGE)
    return 'The address is on again.'
  })
}

/** Switches an address off. */
export async function disable(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireTenant()
  return actionResult(ctx, async () => {
    await setEndpointActive(ctx, { id: idOf(form), active: false })
    revalidatePath(PAGE)
    return 'The address is off. What waited for it is cancelled.'
  })
}

/** Chooses what an address is told. */
export async function choose(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireTenant()
  return actionResult(ctx, async () => {
    await chooseEvents(ctx, { id: idOf(form), eventTypes: form.getAll('eventTypes').map(String) })
    revalidatePath(PAGE)
    return 'The choice holds from now on.'
  })
}

/** Sends a test and says what the endpoint answered. */
export async function test(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireTenant()
  return actionResult(ctx, async () => {
    const { result } = await sendTest(ctx, { id: idOf(form) })
    revalidatePath(PAGE)
    return result.kind === 'answered' ? `The endpoint answered ${result.status} in ${formatMs(result.latencyMs)}.` : `The test did not arrive. ${result.reason}`
  })
}

async function revealed(ctx: TenantContext, url: string, make: () => Promise<string>): Promise<SecretState> {
  let secret: string | null = null
  const result = await actionResult(ctx, async () => {
    secret = await make()
    return 'Copy the signing secret now: it is not shown again.'
  })
  return { ok: result.ok, message: result.message, secret, url: result.ok ? '' : url }
}

function idOf(form: FormData): string {
  return z.uuid().parse(form.get('id'))
}
