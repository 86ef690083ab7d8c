'use server'

import { revalidatePath } from 'next/cache'
import { z } from 'zod'
import { setAuditRetention, updateOrganization } from '@/lib/accounts/commands/change-organization'
import { auditRetentionChoices, organizationInputSchema } from '@/lib/accounts/model'
import type { ActionResult } from '@/lib/action-result'
import { actionResult } from '@/lib/http/action-result'
import { readForm } from '@/lib/http/form'
import { requireTenant } from '@/lib/http/require-actor'

/** Name and time zone. */
export async function saveOrganization(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireTenant()
  return actionResult(ctx, async () => {
    await updateOrganization(ctx, readForm(organizationInputSchema, form))
    revalidatePath('/dashboard', 'layout')
    return 'The organization is saved.'
  })
}

/** How long the audit log is kept. */
export async function saveAuditRetention(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireTenant()
  return actionResult(ctx, async () => {
    const days = z.coerce.number().pipe(z.literal(auditRetentionChoices)).parse(form.get('days'))
    await setAuditRetention(ctx, days)
    revalidatePath('/dashboard/settings/organization')
    return `The audit log is kept for ${days} days.`
  })
}
