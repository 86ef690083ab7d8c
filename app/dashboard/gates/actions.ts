'use server'

import { revalidatePath } from 'next/cache'
import type { ActionResult } from '@/lib/action-result'
import { requestExemption } from '@/lib/gates/commands/exemptions'
import { exemptionRequestSchema } from '@/lib/gates/exemption'
import { actionResult } from '@/lib/http/action-result'
import { requireTenant } from '@/lib/http/require-actor'

/** Asks staff to leave a gate out. The day is a whole one: it holds until its last moment in UTC. */
export async function askExemption(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireTenant()
  return actionResult(ctx, async () => {
    const { type, toolId, reason, evidence, until } = Object.fromEntries(form)
    await requestExemption(ctx, exemptionRequestSchema.parse({ type, toolId: toolId || null, reason, evidence, until: `${until}T23:59:59Z` }))
    revalidatePath('/dashboard/gates', 'layout')
    return 'Staff will decide; until then the gate goes on.'
  })
}
