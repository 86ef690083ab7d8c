'use server'

import { revalidatePath } from 'next/cache'
import { z } from 'zod'
import type { ActionResult } from '@/lib/action-result'
import { actionResult } from '@/lib/http/action-result'
import { readForm } from '@/lib/http/form'
import { requireStaff } from '@/lib/http/require-actor'
import { retryMail } from '@/lib/outbox/commands'

const input = z.object({ mailId: z.uuid() })

/** Sends a dead letter again. */
export async function sendAgain(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireStaff('jobs.run')
  return actionResult(ctx, async () => {
    const { mailId } = readForm(input, form)
    await retryMail(ctx, mailId)
    revalidatePath('/admin/outbox')
    return 'It is sent again within a minute.'
  })
}
