'use server'

import { revalidatePath } from 'next/cache'
import { markSessionsReviewed, setBudgetControls } from '@/lib/accounts/commands/change-organization'
import type { ActionResult } from '@/lib/action-result'
import { actionResult } from '@/lib/http/action-result'
import { requireTenant } from '@/lib/http/require-actor'

/** "I know all of these sessions". */
export async function reviewSessions(): Promise<ActionResult> {
  const ctx = await requireTenant()
  return actionResult(ctx, async () => {
    await markSessionsReviewed(ctx)
    revalidatePath('/dashboard/settings/security')
    return 'Noted for the security checklist.'
  })
}

/** Budget controls on or off. */
export async function switchBudgetControls(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireTenant()
  return actionResult(ctx, async () => {
    const enabled = form.get('enabled') === 'true'
    await setBudgetControls(ctx, enabled)
    revalidatePath('/dashboard/settings/security')
    return enabled ? 'Budget controls are on.' : 'Budget controls are off.'
  })
}
