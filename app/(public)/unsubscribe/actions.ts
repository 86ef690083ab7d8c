'use server'

import { randomUUID } from 'node:crypto'
import { revalidatePath } from 'next/cache'
import type { ActionResult } from '@/lib/action-result'
import { actionResult } from '@/lib/http/action-result'
import { chooseByToken } from '@/lib/outbox/commands'
import { mailCategories } from '@/lib/outbox/model'

/** Turns the category of the mail's link off or on. The token in the form is the proof; no session is needed. */
export async function chooseMails(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const enabled = form.get('enabled') === 'yes'
  return actionResult({ requestId: randomUUID() }, async () => {
    const { category } = await chooseByToken(String(form.get('token') ?? ''), enabled, new Date())
    revalidatePath('/unsubscribe')
    return `${mailCategories[category].label}: ${enabled ? 'on again' : 'off'}.`
  })
}
