'use server'

import { revalidatePath } from 'next/cache'
import { z } from 'zod'
import type { ActionResult } from '@/lib/action-result'
import { actionResult } from '@/lib/http/action-result'
import { readForm } from '@/lib/http/form'
import { requireStaff } from '@/lib/http/require-actor'
import { inviteSubscriber, removeSubscriber } from '@/lib/status/commands/staff-subscribers'
import { emailSubscriptionInput, readSystems } from '@/lib/status/subscription-input'

/** Asks an address whether it wants to be told. */
export async function invite(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireStaff('incidents.create')
  return actionResult(ctx, async () => {
    const input = emailSubscriptionInput.parse({ email: String(form.get('email') ?? ''), systems: readSystems(form) })
    await inviteSubscriber(ctx, input)
    revalidatePath('/admin/status/subscribers')
    return `A mail with a link is on its way to ${input.email}. It is told from when the link was pressed.`
  })
}

/** Ends a subscriber. */
export async function remove(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireStaff('incidents.create')
  return actionResult(ctx, async () => {
    await removeSubscriber(ctx, readForm(z.object({ id: z.uuid() }), form).id)
    revalidatePath('/admin/status/subscribers')
    return 'Ended. Nothing more is sent to it.'
  })
}
