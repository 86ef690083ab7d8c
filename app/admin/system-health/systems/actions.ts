'use server'

import { revalidatePath } from 'next/cache'
import { redirect } from 'next/navigation'
import { z } from 'zod'
import type { ActionResult } from '@/lib/action-result'
import { actionResult } from '@/lib/http/action-result'
import { readForm } from '@/lib/http/form'
import { requireStaff } from '@/lib/http/require-actor'
import { changeSystem, createSystem, setSystemArchived } from '@/lib/systems/commands/systems'
import { readSystemFields } from '@/lib/systems/forms'

const PATH = '/admin/system-health'
const versioned = z.object({ key: z.string().max(60).optional(), updatedAt: z.iso.datetime().optional() })
const named = z.object({ key: z.string().max(60) })

/** Saves a new system, or a change of one that nobody changed meanwhile. */
export async function save(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireStaff('alerts.write')
  return actionResult(ctx, async () => {
    const { key, updatedAt } = readForm(versioned, form)
    const input = readSystemFields(Object.fromEntries(form))
    if (key && updatedAt) await changeSystem(ctx, { key, updatedAt: new Date(updatedAt), input })
    const made = key ? null : await createSystem(ctx, input)
    revalidatePath(PATH, 'layout')
    if (made) redirect(`${PATH}/systems/${made.key}?saved=1`)
    return 'Saved.'
  })
}

/** Archives a system. */
export async function archive(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireStaff('alerts.write')
  return actionResult(ctx, async () => {
    await setSystemArchived(ctx, { ...readForm(named, form), archived: true })
    revalidatePath(PATH, 'layout')
    return 'Archived. It stands in no list and on no page any more; its past stays.'
  })
}

/** Takes a system back from the archive. */
export async function restore(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireStaff('alerts.write')
  return actionResult(ctx, async () => {
    await setSystemArchived(ctx, { ...readForm(named, form), archived: false })
    revalidatePath(PATH, 'layout')
    return 'It is in use again.'
  })
}
