'use server'

import { revalidatePath } from 'next/cache'
import { z } from 'zod'
import { addWebhookEndpoint, setWebhookEndpointActive } from '@/lib/accounts/commands/manage-webhooks'
import type { ActionResult } from '@/lib/action-result'
import { actionResult } from '@/lib/http/action-result'
import { requireTenant } from '@/lib/http/require-actor'

const PAGE = '/dashboard/settings/webhooks'

/** Registers an address. */
export async function add(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireTenant()
  return actionResult(ctx, async () => {
    await addWebhookEndpoint(ctx, { url: String(form.get('url') ?? '') })
    revalidatePath(PAGE)
    return 'The address is registered.'
  })
}

/** Switches an address on. */
export async function enable(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireTenant()
  return actionResult(ctx, async () => {
    await setWebhookEndpointActive(ctx, { id: z.uuid().parse(form.get('id')), active: true })
    revalidatePath(PAGE)
    return 'The address is on again.'
  })
}

/** Switches an address off. */
export async function disable(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireTenant()
  return actionResult(ctx, async () => {
    await setWebhookEndpointActive(ctx, { id: z.uuid().parse(form.get('id')), active: false })
    revalidatePath(PAGE)
    return 'The address is off.'
  })
}
