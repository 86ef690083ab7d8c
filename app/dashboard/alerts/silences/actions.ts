'use server'

import { revalidatePath } from 'next/cache'
import { z } from 'zod'
import { getOrganization } from '@/lib/accounts/queries'
import type { ActionResult } from '@/lib/action-result'
import { declareDependency, removeDependency } from '@/lib/alerts/commands/dependencies'
import { cancelMaintenance, planMaintenance, restoreMaintenance } from '@/lib/alerts/commands/maintenance'
import { createSilence, endSilence, resumeSilence } from '@/lib/alerts/commands/silences'
import { dependencyInputSchema } from '@/lib/alerts/dependency-input'
import { readMaintenance, readSilence } from '@/lib/alerts/forms'
import { actionResult } from '@/lib/http/action-result'
import { readForm } from '@/lib/http/form'
import { readTenant } from '@/lib/http/read'
import { requireTenant } from '@/lib/http/require-actor'

const named = z.strictObject({ id: z.uuid() })

/** Silences what matches. */
export async function silence(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireTenant()
  return actionResult(ctx, async () => {
    await createSilence(ctx, ctx, readSilence(form, ctx.now))
    revalidatePath('/dashboard/alerts', 'layout')
    return 'Silenced. What is still open when it ends is told then.'
  })
}

/** Ends a silence before its time. */
export async function end(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireTenant()
  return actionResult(ctx, async () => {
    await endSilence(ctx, ctx, readForm(named, form).id)
    revalidatePath('/dashboard/alerts', 'layout')
    return 'It is over. What is open is told again.'
  })
}

/** Takes the early end of a silence back. */
export async function resume(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireTenant()
  return actionResult(ctx, async () => {
    await resumeSilence(ctx, ctx, readForm(named, form).id)
    revalidatePath('/dashboard/alerts', 'layout')
    return 'It holds again, until its own end.'
  })
}

/** Plans maintenance, its times on the organization's clocks. */
export async function plan(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireTenant()
  return actionResult(ctx, async () => {
    const { timeZone } = await readTenant(ctx, (tx) => getOrganization(tx, ctx.organizationId))
    await planMaintenance(ctx, ctx, readMaintenance(form, timeZone))
    revalidatePath('/dashboard/alerts', 'layout')
    return 'It is planned. Nothing that matches is told in that time.'
  })
}

/** Cancels a maintenance window. */
export async function cancel(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireTenant()
  return actionResult(ctx, async () => {
    await cancelMaintenance(ctx, ctx, readForm(named, form).id)
    revalidatePath('/dashboard/alerts', 'layout')
    return 'Cancelled. Alerts are told as ever.'
  })
}

/** Takes a cancellation back. */
export async function restore(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireTenant()
  return actionResult(ctx, async () => {
    await restoreMaintenance(ctx, ctx, readForm(named, form).id)
    revalidatePath('/dashboard/alerts', 'layout')
    return 'It is planned again.'
  })
}

/** Declares what depends on what. */
export async function declare(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireTenant()
  return actionResult(ctx, async () => {
    await declareDependency(ctx, ctx, readForm(dependencyInputSchema, form))
    revalidatePath('/dashboard/alerts', 'layout')
    return 'Noted. While the second is bad, alerts of the first fold under its alert.'
  })
}

/** Takes a declared dependency away. */
export async function undeclare(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireTenant()
  return actionResult(ctx, async () => {
    await removeDependency(ctx, ctx, readForm(named, form).id)
    revalidatePath('/dashboard/alerts', 'layout')
    return 'Taken away.'
  })
}
