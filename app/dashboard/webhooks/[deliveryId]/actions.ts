'use server'

import { revalidatePath } from 'next/cache'
import { z } from 'zod'
import type { ActionResult } from '@/lib/action-result'
import { actionResult } from '@/lib/http/action-result'
import { requireTenant } from '@/lib/http/require-actor'
import { sendAgain } from '@/lib/webhooks/commands/send-now'

/** Sends a delivery again, with the same id and body. */
export async function repeat(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireTenant()
  return actionResult(ctx, async () => {
    const id = z.uuid().parse(form.get('id'))
    await sendAgain(ctx, { id })
    revalidatePath(`/dashboard/webhooks/${id}`)
    return 'It goes out again within a minute, with the same id and body.'
  })
}
