'use server'

import { revalidatePath } from 'next/cache'
import { z } from 'zod'
import { getOrganization } from '@/lib/accounts/queries'
import type { ActionResult } from '@/lib/action-result'
import { cancelPlannedEvent, planEvent, restorePlannedEvent } from '@/lib/anomalies/planned/commands'
import { planFormSchema, readPlan } from '@/lib/anomalies/planned/form'
import { actionResult } from '@/lib/http/action-result'
import { readForm } from '@/lib/http/form'
import { readTenant } from '@/lib/http/read'
import { requireTenant } from '@/lib/http/require-actor'

const PATH = '/dashboard/anomalies/planned'
const eventSchema = z.strictObject({ id: z.uuid() })

/** Plans an event; its times are on the organization's clocks. */
export async function plan(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireTenant()
  return actionResult(ctx, async () => {
    const { timeZone } = await readTenant(ctx, (tx) => getOrganization(tx, ctx.organizationId))
    await planEvent(ctx, readPlan(readForm(planFormSchema, form), timeZone))
    revalidatePath(PATH)
    return 'It is planned. Nothing opens a story in that time.'
  })
}

/** Cancels an event that is not over. */
export async function cancel(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireTenant()
  return actionResult(ctx, async () => {
    await cancelPlannedEvent(ctx, readForm(eventSchema, form).id)
    revalidatePath(PATH)
    return 'Cancelled. From now on the tools are judged as ever.'
  })
}

/** Takes a cancellation back. */
export async function restore(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireTenant()
  return actionResult(ctx, async () => {
    await restorePlannedEvent(ctx, readForm(eventSchema, form).id)
    revalidatePath(PATH)
    return 'It is planned again.'
  })
}
