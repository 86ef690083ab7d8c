'use server'

import { revalidatePath } from 'next/cache'
import { z } from 'zod'
import type { ActionResult } from '@/lib/action-result'
import { actionResult } from '@/lib/http/action-result'
import { requireTenant } from '@/lib/http/require-actor'
import { answerReview } from '@/lib/tools/reviews/commands'

/** Answers a review, or changes the answer. */
export async function answer(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireTenant()
  return actionResult(ctx, async () => {
    const { edited } = await answerReview(ctx, { id: z.uuid().parse(form.get('id')), response: String(form.get('response') ?? '') })
    revalidatePath('/dashboard/reviews')
    return edited ? 'The answer is changed.' : 'Answered. It counts from the next calculation of the score on.'
  })
}
