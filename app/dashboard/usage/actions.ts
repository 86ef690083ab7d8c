'use server'

import { revalidatePath } from 'next/cache'
import { setOwnBudget } from '@/lib/accounts/commands/set-budget'
import { budgetInputSchema } from '@/lib/accounts/model'
import type { ActionResult } from '@/lib/action-result'
import { formatMoney } from '@/lib/format'
import { actionResult } from '@/lib/http/action-result'
import { readForm } from '@/lib/http/form'
import { requireTenant } from '@/lib/http/require-actor'
import { dismissAction, undismissAction } from '@/lib/scores/commands'
import { dismissInputSchema } from '@/lib/scores/model'

/** Sets the month's budget; an empty field goes back to the platform's. */
export async function saveBudget(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireTenant()
  return actionResult(ctx, async () => {
    const { budget } = readForm(budgetInputSchema, form)
    await setOwnBudget(ctx, { budgetMicros: budget })
    revalidatePath('/dashboard', 'layout')
    return budget === null ? 'The budget set here is gone; the platform’s counts.' : `The month’s budget is ${formatMoney(budget)}.`
  })
}

/** "Remind me in 7 days". */
export async function dismiss(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireTenant()
  return actionResult(ctx, async () => {
    await dismissAction(ctx, readForm(dismissInputSchema, form), 'consumer')
    revalidatePath('/dashboard/usage')
    return 'Hidden. You will be reminded in 7 days.'
  })
}

/** Takes a dismissal back. */
export async function undismiss(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireTenant()
  return actionResult(ctx, async () => {
    await undismissAction(ctx, readForm(dismissInputSchema, form), 'consumer')
    revalidatePath('/dashboard/usage')
    return 'The action item is back.'
  })
}
