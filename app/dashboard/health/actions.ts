'use server'

import { revalidatePath } from 'next/cache'
import type { ActionResult } from '@/lib/action-result'
import { actionResult } from '@/lib/http/action-result'
import { readForm } from '@/lib/http/form'
import { requireTenant } from '@/lib/http/require-actor'
import { dismissAction, undismissAction } from '@/lib/scores/commands'
import { dismissInputSchema } from '@/lib/scores/model'

/** "Remind me in 7 days". */
export async function dismiss(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireTenant()
  return actionResult(ctx, async () => {
    await dismissAction(ctx, readForm(dismissInputSchema, form))
    revalidatePath('/dashboard/health')
    return 'Hidden. You will be reminded in 7 days.'
  })
}

/** Takes a dismissal back. */
export async function undismiss(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireTenant()
  return actionResult(ctx, async () => {
    await undismissAction(ctx, readForm(dismissInputSchema, form))
    revalidatePath('/dashboard/health')
    return 'The action item is back.'
  })
}
