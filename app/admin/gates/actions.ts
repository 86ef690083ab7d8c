'use server'

import { revalidatePath } from 'next/cache'
import { z } from 'zod'
import type { ActionResult } from '@/lib/action-result'
import { approveExemption, rejectExemption, revokeExemption } from '@/lib/gates/commands/exemptions'
import { actionResult } from '@/lib/http/action-result'
import { readForm } from '@/lib/http/form'
import { requireStaff } from '@/lib/http/require-actor'

const decision = z.object({ id: z.uuid(), reason: z.string().max(1000, 'Say it in 1,000 characters') })
const untilSchema = z.object({ until: z.iso.date('Choose a day') })

/** Grants an exemption until the end of a day (UTC). */
export async function approve(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireStaff('customers.write')
  return actionResult(ctx, async () => {
    const { until } = untilSchema.parse({ until: form.get('until') })
    await approveExemption(ctx, { ...readForm(decision, form), until: new Date(`${until}T23:59:59Z`) })
    revalidatePath('/admin/gates')
    return 'Approved. An open gate was lifted.'
  })
}

/** Turns a request down. */
export async function reject(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireStaff('customers.write')
  return actionResult(ctx, async () => {
    await rejectExemption(ctx, readForm(decision, form))
    revalidatePath('/admin/gates')
    return 'Rejected. The publisher sees your reason.'
  })
}

/** Ends an exemption before its day. */
export async function revoke(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireStaff('customers.write')
  return actionResult(ctx, async () => {
    await revokeExemption(ctx, readForm(decision, form))
    revalidatePath('/admin/gates')
    return 'Revoked. The next check judges again, with a whole grace.'
  })
}
