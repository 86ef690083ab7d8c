'use server'

import { revalidatePath } from 'next/cache'
import { z } from 'zod'
import type { ActionResult } from '@/lib/action-result'
import { cancelForEverybody, planForEverybody, restoreForEverybody } from '@/lib/anomalies/planned/commands'
import { planFormSchema, readPlan } from '@/lib/anomalies/planned/form'
import { actionResult } from '@/lib/http/action-result'
import { readForm } from '@/lib/http/form'
import { requireStaff } from '@/lib/http/require-actor'

const PATH = '/admin/anomalies/planned'
const eventSchema = z.strictObject({ id: z.uuid() })

/** Plans an event for everybody; staff enter times in UTC. */
export async function plan(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireStaff('alerts.write')
  return actionResult(ctx, async () => {
    await planForEverybody(ctx, readPlan(readForm(planFormSchema, form), 'UTC'))
    revalidatePath(PATH)
    return 'It is planned for everybody. Nothing opens a story in that time, on any tool.'
  })
}

/** Cancels an event for everybody that is not over. */
export async function cancel(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireStaff('alerts.write')
  return actionResult(ctx, async () => {
    await cancelForEverybody(ctx, readForm(eventSchema, form).id)
    revalidatePath(PATH)
    return 'Cancelled. From now on all tools are judged as ever.'
  })
}

/** Takes a cancellation back. */
export async function restore(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireStaff('alerts.write')
  return actionResult(ctx, async () => {
    await restoreForEverybody(ctx, readForm(eventSchema, form).id)
    revalidatePath(PATH)
    return 'It is planned again.'
  })
}
