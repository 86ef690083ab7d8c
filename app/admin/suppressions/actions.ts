'use server'

import { revalidatePath } from 'next/cache'
import { z } from 'zod'
import type { ActionResult } from '@/lib/action-result'
import { actionResult } from '@/lib/http/action-result'
import { readForm } from '@/lib/http/form'
import { requireStaff } from '@/lib/http/require-actor'
import { liftSuppression } from '@/lib/outbox/commands'

const input = z.object({ suppressionId: z.uuid(), reason: z.string().max(500, 'Say it in 500 characters') })

/** Lets an address be written to again. */
export async function lift(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireStaff('customers.write')
  return actionResult(ctx, async () => {
    const { suppressionId, reason } = readForm(input, form)
    const address = await liftSuppression(ctx, { id: suppressionId, reason })
    revalidatePath('/admin/suppressions')
    return `${address} is written to again.`
  })
}
