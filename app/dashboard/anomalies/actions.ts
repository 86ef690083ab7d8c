'use server'

import { revalidatePath } from 'next/cache'
import type { ActionResult } from '@/lib/action-result'
import { judgeStory } from '@/lib/anomalies/stories/commands/feedback'
import { feedbackSchema, judgedSentence } from '@/lib/anomalies/stories/feedback'
import { actionResult } from '@/lib/http/action-result'
import { readForm } from '@/lib/http/form'
import { requireTenant } from '@/lib/http/require-actor'

/** What a member says of a story of the organization. */
export async function judge(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireTenant()
  return actionResult(ctx, async () => {
    const feedback = readForm(feedbackSchema, form)
    await judgeStory(ctx, feedback)
    revalidatePath('/dashboard/anomalies', 'layout')
    return judgedSentence(feedback.decision)
  })
}
