'use server'

import { revalidatePath } from 'next/cache'
import { redirect } from 'next/navigation'
import { z } from 'zod'
import type { ActionResult } from '@/lib/action-result'
import { AppError } from '@/lib/errors'
import { actionResult } from '@/lib/http/action-result'
import { readForm } from '@/lib/http/form'
import { requireStaff } from '@/lib/http/require-actor'
import { changeSlo, createSlo, deleteSlo } from '@/lib/systems/commands/slos'
import { readSloFields } from '@/lib/systems/forms'

const PATH = '/admin/system-health'
const versioned = z.object({ id: z.uuid().optional(), version: z.coerce.number().int().optional() })

/** Saves a new SLO, or a change of one that nobody changed meanwhile, and its alert rule. */
export async function save(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireStaff('alerts.write')
  return actionResult(ctx, async () => {
    const { id, version } = readForm(versioned, form)
    const input = readSloFields(Object.fromEntries(form))
    const saved = id && version ? await changeSlo(ctx, { id, version, input }) : await createSlo(ctx, input)
    revalidatePath(PATH, 'layout')
    if (!id) redirect(`${PATH}/slos/${saved.id}?saved=1`)
    return 'Saved. The next minute is judged by it.'
  })
}

/** Deletes an SLO whose name was typed, and its alert rule. */
export async function remove(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireStaff('alerts.write')
  return actionResult(ctx, async () => {
    const { id, version, name, confirmation } = readForm(
      z.object({ id: z.uuid(), version: z.coerce.number().int(), name: z.string(), confirmation: z.string() }),
      form,
    )
    if (confirmation !== name) throw new AppError('invalid', `Nothing was deleted. Type “${name}” to confirm.`)
    await deleteSlo(ctx, { id, version })
    revalidatePath(PATH, 'layout')
    redirect(`${PATH}/slos?deleted=1`)
  })
}
