'use server'

import { revalidatePath } from 'next/cache'
import type { ActionResult } from '@/lib/action-result'
import { actionResult } from '@/lib/http/action-result'
import { requireTenant } from '@/lib/http/require-actor'
import { dismissSetup, resumeSetup } from '@/lib/onboarding/commands'

/** Puts the optional rest of the set-up aside. */
export async function dismiss(): Promise<ActionResult> {
  const ctx = await requireTenant()
  return actionResult(ctx, async () => {
    await dismissSetup(ctx)
    revalidatePath('/dashboard', 'layout')
    return 'Hidden. The list stays under Set-up.'
  })
}

/** Takes it up again. */
export async function resume(): Promise<ActionResult> {
  const ctx = await requireTenant()
  return actionResult(ctx, async () => {
    await resumeSetup(ctx)
    revalidatePath('/dashboard', 'layout')
    return 'The steps that are left show on the overview again.'
  })
}
