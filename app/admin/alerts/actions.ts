'use server'

import { revalidatePath } from 'next/cache'
import type { ActionResult } from '@/lib/action-result'
import type { Closing } from '@/lib/alerts/alert-input'
import { acknowledgeAlerts, closeAlerts, rearmAlert, reopenAlert } from '@/lib/alerts/commands/alerts'
import { readAcknowledgement, readIds, readNote } from '@/lib/alerts/forms'
import { getAlert } from '@/lib/alerts/queries/find-alert'
import { actionResult } from '@/lib/http/action-result'
import { readPlatform } from '@/lib/http/read'
import { requireStaff, type UserContext } from '@/lib/http/require-actor'

const PATH = '/admin/alerts'
const platform = { organizationId: null }

/** Takes an alert of the platform in hand. */
export async function acknowledge(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireStaff('alerts.write')
  return actionResult(ctx, async () => {
    const ids = readIds(form)
    const [first = ''] = ids
    const { value } = await readPlatform(ctx, (tx) => getAlert(tx, { of: platform, alertId: first, now: ctx.now }))
    await acknowledgeAlerts(ctx, platform, ids, readAcknowledgement(form, ctx.now, value))
    revalidatePath(PATH, 'layout')
    return 'Acknowledged. It is told again when the acknowledgement ends.'
  })
}

/** Gives an acknowledged alert back. */
export async function rearm(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireStaff('alerts.write')
  return actionResult(ctx, async () => {
    const [id = ''] = readIds(form)
    await rearmAlert(ctx, platform, id)
    revalidatePath(PATH, 'layout')
    return 'It is nobody’s again, and is told as before.'
  })
}

/** Resolves an alert by hand. */
export async function resolve(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireStaff('alerts.write')
  return close(ctx, form, 'resolved', 'Resolved. What is still bad fires anew once it was fine in between.')
}

/** Dismisses an alert. */
export async function dismiss(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireStaff('alerts.write')
  return close(ctx, form, 'dismissed', 'Dismissed. It counts as nothing that anybody had to do.')
}

/** Marks an alert as a false alarm. */
export async function falseAlarm(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireStaff('alerts.write')
  return close(ctx, form, 'false_positive', 'Marked as a false alarm. The rule’s threshold is the place to keep it from coming back.')
}

/** Opens again what was just closed by hand. */
export async function reopen(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireStaff('alerts.write')
  return actionResult(ctx, async () => {
    const [id = ''] = readIds(form)
    await reopenAlert(ctx, platform, id)
    revalidatePath(PATH, 'layout')
    return 'It is open again.'
  })
}

function close(ctx: UserContext, form: FormData, as: Closing, done: string): Promise<ActionResult> {
  return actionResult(ctx, async () => {
    await closeAlerts(ctx, platform, readIds(form), { as, note: readNote(form) })
    revalidatePath(PATH, 'layout')
    return done
  })
}
