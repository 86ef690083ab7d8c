'use server'

import { revalidatePath } from 'next/cache'
import { redirect } from 'next/navigation'
import type { ActionResult } from '@/lib/action-result'
import { actionResult } from '@/lib/http/action-result'
import { requireStaff } from '@/lib/http/require-actor'
import { openIncident } from '@/lib/incidents/commands/open-incident'
import { readIncident } from '@/lib/incidents/forms'

/** Opens an incident and goes to it; what is open already is reported again, and its page says so. */
export async function open(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireStaff('incidents.create')
  return actionResult(ctx, async () => {
    const { incident, created } = await openIncident(ctx, readIncident(form))
    revalidatePath('/admin', 'layout')
    redirect(`/admin/incidents/${incident.id}?${created ? 'opened' : 'known'}=1`)
  })
}
