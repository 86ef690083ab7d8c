'use server'

import { revalidatePath } from 'next/cache'
import { redirect } from 'next/navigation'
import { z } from 'zod'
import type { ActionResult } from '@/lib/action-result'
import { actionResult } from '@/lib/http/action-result'
import { requireStaff } from '@/lib/http/require-actor'
import {
  cancelMaintenance,
  changeMaintenance,
  completeMaintenance,
  planMaintenance,
  sayOfMaintenance,
  startMaintenance,
} from '@/lib/status/commands/maintenances'
import { maintenanceWordsInput, readMaintenanceForm } from '@/lib/status/maintenance-input'

const named = z.object({ id: z.uuid(), sequence: z.coerce.number().int().min(0), said: maintenanceWordsInput })
const readNamed = (form: FormData) => named.parse({ id: form.get('id'), sequence: form.get('sequence'), said: String(form.get('said') ?? '') })

/** Announces planned work. */
export async function plan(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireStaff('incidents.create')
  return actionResult(ctx, async () => {
    const { id } = await planMaintenance(ctx, readMaintenanceForm(form))
    revalidatePath('/admin/status', 'layout')
    redirect(`/admin/status/maintenance/${id}`)
  })
}

/** Changes what is announced. */
export async function change(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireStaff('incidents.create')
  return actionResult(ctx, async () => {
    const { id, ...based } = readNamed(form)
    await changeMaintenance(ctx, id, { ...readMaintenanceForm(form), ...based })
    revalidatePath('/admin/status', 'layout')
    return 'Changed. The page shows it now, and subscribers are told.'
  })
}

/** Tells how it goes. */
export async function say(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireStaff('incidents.create')
  return actionResult(ctx, async () => {
    const { id, sequence, said } = readNamed(form)
    await sayOfMaintenance(ctx, id, { sequence, body: said })
    revalidatePath('/admin/status', 'layout')
    return 'It stands on the page, and subscribers are told.'
  })
}

/** Begins it before its time. */
export async function start(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireStaff('incidents.create')
  return actionResult(ctx, async () => {
    const { id, sequence, said } = readNamed(form)
    await startMaintenance(ctx, id, { sequence, body: said })
    revalidatePath('/admin/status', 'layout')
    return 'It is under way.'
  })
}

/** Ends it before its time. */
export async function complete(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireStaff('incidents.create')
  return actionResult(ctx, async () => {
    const { id, sequence, said } = readNamed(form)
    await completeMaintenance(ctx, id, { sequence, body: said })
    revalidatePath('/admin/status', 'layout')
    return 'It is completed.'
  })
}

/** Cancels it. */
export async function cancel(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireStaff('incidents.create')
  return actionResult(ctx, async () => {
    const { id, sequence, said } = readNamed(form)
    await cancelMaintenance(ctx, id, { sequence, body: said })
    revalidatePath('/admin/status', 'layout')
    return 'Cancelled. Calendars show it as cancelled, and subscribers are told.'
  })
}
