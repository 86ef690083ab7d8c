'use server'

import { redirect } from 'next/navigation'
import type { ActionResult } from '@/lib/action-result'
import { actionResult } from '@/lib/http/action-result'
import { readVisit } from '@/lib/http/require-actor'
import { confirmSubscription } from '@/lib/status/commands/subscriptions'

/** Confirms the address of a mail's link. The token in the form is the proof; no session is needed. */
export async function confirm(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const visit = await readVisit()
  return actionResult(visit, async () => {
    const token = await confirmSubscription(String(form.get('token') ?? ''), visit.now)
    redirect(`/status/subscription?token=${token}&confirmed=1`)
  })
}
