'use server'

import { revalidatePath } from 'next/cache'
import { z } from 'zod'
import type { ActionResult } from '@/lib/action-result'
import { declareDependency, removeDependency } from '@/lib/alerts/commands/dependencies'
import { cancelMaintenance, planMaintenance, restoreMaintenance } from '@/lib/alerts/commands/maintenance'
import { createSilence, endSilence, resumeSilence } from '@/lib/alerts/commands/silences'
import { dependencyInputSchema } from '@/lib/alerts/dependency-input'
import { readMaintenance, readSilence } from '@/lib/alerts/forms'
import { actionResult } from '@/lib/http/action-result'
import { readForm } from '@/lib/http/form'
import { requireStaff } from '@/lib/http/require-actor'

const platform = { organizationId: null }
const named = z.strictObject({ id: z.uuid() })

/** Silences what matches. */
export async function silence(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireStaff('alerts.write')
  return actionResult(ctx, async () => {
    await createSilence(ctx, platform, readSilence(form, ctx.now))
    revalidatePath('/admin/alerts', 'layout')
    return 'Silenced. What is still open when it ends is told then.'
  })
}

/** Ends a silence before its time. */
export async function end(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireStaff('alerts.write')
  return actionResult(ctx, async () => {
    await endSilence(ctx, platform, readForm(named, form).id)
    revalidatePath('/admin/alerts', 'layout')
    return 'It is over. What is open is told again.'
  })
}

/** Takes the early end of a silence back. */
export async function resume(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireStaff('alerts.write')
  return actionResult(ctx, async () => {
    await resumeSilence(ctx, platform, readForm(named, form).id)
    revalidatePath('/admin/alerts', 'layout')
    return 'It holds again, until its own end.'
  })
}

/** Plans maintenance, its times in UTC. */
export async function plan(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireStaff('alerts.write')
  return actionResult(ctx, async () => {
    await planMaintenance(ctx, platform, readMaintenance(form, 'UTC'))
    revalidatePath('/admin/alerts', 'layout')
    return 'It is planned. Nothing that matches is told in that time.'
  })
}

/** Cancels a maintenance window. */
export async function cancel(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireStaff('alerts.write')
  return actionResult(ctx, async () => {
    await cancelMaintenance(ctx, platform, readForm(named, form).id)
    revalidatePath('/admin/alerts', 'layout')
    return 'Cancelled. Alerts are told as ever.'
  })
}

/** Takes a cancellation back. */
export async function restore(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireStaff('alerts.write')
  return actionResult(ctx, async () => {
    await restoreMaintenance(ctx, platform, readForm(named, form).id)
    revalidatePath('/admin/alerts', 'layout')
    return 'It is planned again.'
  })
}

/** Declares what depends on what. */
export async function declare(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireStaff('alerts.write')
  return actionResult(ctx, async () => {
    await declareDependency(ctx, platform, readForm(dependencyInputSchema, form))
    revalidatePath('/admin/alerts', 'layout')
    return 'Noted. While the second is bad, alerts of the first fold under its alert.'
  })
}

/** Takes a declared dependency away. */
export async function undeclare(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireStaff('alerts.write')
  return actionResult(ctx, async () => {
    await removeDependency(ctx, platform, readForm(named, form).id)
    revalidatePath('/admin/alerts', 'layout')
    return 'Taken away.'
  })
}
