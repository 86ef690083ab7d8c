'use server'

import { revalidatePath } from 'next/cache'
import { z } from 'zod'
import { invite } from '@/lib/accounts/commands/manage-invitations'
import type { ActionResult } from '@/lib/action-result'
import { actionResult } from '@/lib/http/action-result'
import { readForm } from '@/lib/http/form'
import { requireStaff } from '@/lib/http/require-actor'

const schema = z.object({
  organizationId: z.uuid(),
  email: z.string().trim().toLowerCase().pipe(z.email('Enter an e-mail address such as name@company.com')),
})

/** Invites somebody to own an organization that the platform reported and nobody here belongs to yet. */
export async function inviteOwner(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireStaff('customers.write')
  return actionResult(ctx, async () => {
    const { organizationId, email } = readForm(schema, form)
    await invite(ctx, { email, target: { organizationId, role: 'owner' } })
    revalidatePath(`/admin/organizations/${organizationId}`)
    return `An invitation is on its way to ${email}.`
  })
}
