'use server'

import { revalidatePath } from 'next/cache'
import type { ActionResult } from '@/lib/action-result'
import { actionResult } from '@/lib/http/action-result'
import { readVisit } from '@/lib/http/require-actor'
import { chooseSystems, endByToken, pingWebhook, resumeByToken } from '@/lib/status/commands/subscriptions'
import { readSystems } from '@/lib/status/subscription-input'

// The token in each form is the proof; no session is needed.

const PATH = '/status/subscription'
const tokenOf = (form: FormData) => String(form.get('token') ?? '')

/** Sends the signed test message that confirms a webhook. */
export async function ping(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const visit = await readVisit()
  return actionResult(visit, async () => {
    const answer = await pingWebhook(tokenOf(form), visit)
    revalidatePath(PATH)
    return `Confirmed. ${answer}`
  })
}

/** Chooses of which systems it is told. */
export async function choose(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const visit = await readVisit()
  return actionResult(visit, async () => {
    await chooseSystems(tokenOf(form), readSystems(form), visit.now)
    revalidatePath(PATH)
    return 'Kept.'
  })
}

/** Ends the subscription. */
export async function end(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const visit = await readVisit()
  return actionResult(visit, async () => {
    await endByToken(tokenOf(form), visit.now)
    revalidatePath(PATH)
    return 'It is over. Nothing more is sent.'
  })
}

/** Takes the end back. */
export async function resume(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const visit = await readVisit()
  return actionResult(visit, async () => {
    await resumeByToken(tokenOf(form), visit.now)
    revalidatePath(PATH)
    return 'On again, from now.'
  })
}
