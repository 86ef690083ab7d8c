'use server'

import { revalidatePath } from 'next/cache'
import type { ActionResult } from '@/lib/action-result'
import { actionResult } from '@/lib/http/action-result'
import { requireTenant } from '@/lib/http/require-actor'
import { dismissAction, undismissAction } from '@/lib/scores/commands'
import { dismissInputSchema } from '@/lib/scores/model'

/** "Remind me in 7 days". */
export async function dismiss(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireTenant()
  return actionResult(ctx, async () => {
    await dismissAction(ctx, dismissInputSchema.parse({ actionId: form.get('actionId') }))
    revalidatePath('/dashboard/health')
    return 'Hidden. You will be reminded in 7 days.'
  })
}

/** Takes a dismissal back. */
export async function undismiss(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireTenant()
  return actionResult(ctx, async () => {
    await undismissAction(ctx, dismissInputSchema.parse({ actionId: form.get('actionId') }))
    revalidatePath('/dashboard/health')
    return 'The action item is back.'
  })
}
