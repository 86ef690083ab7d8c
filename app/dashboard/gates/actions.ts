'use server'

import { revalidatePath } from 'next/cache'
import { z } from 'zod'
import type { ActionResult } from '@/lib/action-result'
import { requestExemption } from '@/lib/gates/commands/exemptions'
import { exemptionRequestSchema } from '@/lib/gates/exemption'
import { actionResult } from '@/lib/http/action-result'
import { readForm } from '@/lib/http/form'
import { requireTenant } from '@/lib/http/require-actor'

const fields = z.strictObject({ type: z.string(), toolId: z.string(), reason: z.string(), evidence: z.string(), until: z.string() })

/** Asks staff to leave a gate out. The day is a whole one: it holds until its last moment in UTC. */
export async function askExemption(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireTenant()
  return actionResult(ctx, async () => {
    const { toolId, until, ...rest } = readForm(fields, form)
    await requestExemption(ctx, exemptionRequestSchema.parse({ ...rest, toolId: toolId || null, until: `${until}T23:59:59Z` }))
    revalidatePath('/dashboard/gates', 'layout')
    return 'Staff will decide; until then the gate goes on.'
  })
}
