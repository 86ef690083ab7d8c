'use server'

import { redirect } from 'next/navigation'
import { z } from 'zod'
import { chooseOrganization } from '@/lib/accounts/commands/manage-members'
import type { ActionResult } from '@/lib/action-result'
import { actionResult } from '@/lib/http/action-result'
import { requireUser } from '@/lib/http/require-actor'

/** Lets this session look at another organization of the person; the field is `organizationId`. */
export async function switchOrganization(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireUser()
  return actionResult(ctx, async () => {
    await chooseOrganization(ctx, z.uuid().parse(form.get('organizationId')))
    redirect('/dashboard')
  })
}
