'use server'

import { revalidatePath } from 'next/cache'
import type { ActionResult } from '@/lib/action-result'
import { judgeAnyStory } from '@/lib/anomalies/stories/commands/feedback'
import { feedbackSchema, judgedSentence } from '@/lib/anomalies/stories/feedback'
import { actionResult } from '@/lib/http/action-result'
import { readForm } from '@/lib/http/form'
import { requireStaff } from '@/lib/http/require-actor'

/** What staff say of any story. */
export async function judge(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireStaff('alerts.write')
  return actionResult(ctx, async () => {
    const feedback = readForm(feedbackSchema, form)
    await judgeAnyStory(ctx, feedback)
    revalidatePath('/admin/anomalies', 'layout')
    return judgedSentence(feedback.decision)
  })
}
