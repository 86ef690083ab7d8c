'use server'

import { revalidatePath } from 'next/cache'
import { z } from 'zod'
import type { ActionResult } from '@/lib/action-result'
import { actionResult } from '@/lib/http/action-result'
import { requireStaff, type UserContext } from '@/lib/http/require-actor'
import { attachAlert, detachAlert } from '@/lib/incidents/commands/attach-alert'
import { changeDetails } from '@/lib/incidents/commands/change-details'
import { changeSeverity } from '@/lib/incidents/commands/change-severity'
import { changeStatus, reopenIncident } from '@/lib/incidents/commands/change-status'
import { addResponder, assignCommander, joinIncident, leaveIncident, removeResponder } from '@/lib/incidents/commands/people'
import { correctEntry, postUpdate } from '@/lib/incidents/commands/update-story'
import { readDetails, readUpdate, readVersion } from '@/lib/incidents/forms'
import { alertInput, commanderInput, correctionInput, reopenInput, responderInput, severityInput, statusInput } from '@/lib/incidents/input'
import { incidentStatuses } from '@/lib/incidents/model'
import { statusWords } from '@/lib/incidents/words'

/** What a form does to the incident that it names; the sentence says what was done. */
async function act(form: FormData, work: (ctx: UserContext, incidentId: string) => Promise<string>): Promise<ActionResult> {
  const ctx = await requireStaff('incidents.create')
  return actionResult(ctx, async () => {
    const done = await work(ctx, z.uuid('Name the incident.').parse(form.get('id')))
    revalidatePath('/admin', 'layout')
    return done
  })
}

/** Writes an update, with another status or other systems where they are given. */
export async function post(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  return act(form, async (ctx, id) => {
    const update = readUpdate(form)
    await postUpdate(ctx, id, update)
    return update.visibility === 'public' ? 'Posted, on the status page too.' : 'Posted for staff.'
  })
}

/** Brings the incident to another status. */
export async function change(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  return act(form, async (ctx, id) => {
    const { status } = await changeStatus(ctx, id, statusInput.parse({ version: readVersion(form), status: form.get('status') }))
    return status === 'resolved' ? 'Resolved. It closes by itself once what follows from it is done.' : `Now ${statusWords[status].toLowerCase()}.`
  })
}

/** Takes the change of a status back: the incident is as far as it was before. */
export async function back(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  return act(form, async (ctx, id) => {
    const before = z.enum(incidentStatuses).parse(form.get('before'))
    // The change itself made the next version; whatever else happened since is not to be undone unseen.
    let version = readVersion(form) + 1
    if (form.get('status') === 'resolved') ({ version } = await reopenIncident(ctx, id, { version, reason: 'Resolved too early: taken back.' }))
    if (form.get('status') !== 'resolved' || before !== 'investigating') await changeStatus(ctx, id, statusInput.parse({ version, status: before }))
    return `It is ${statusWords[before].toLowerCase()} again.`
  })
}

/** Opens a resolved incident again. */
export async function reopen(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  return act(form, async (ctx, id) => {
    await reopenIncident(ctx, id, reopenInput.parse({ version: readVersion(form), reason: form.get('reason') }))
    return 'It is open again.'
  })
}

/** Changes the severity, with a reason. */
export async function severity(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  return act(form, async (ctx, id) => {
    const { severity } = await changeSeverity(
      ctx,
      id,
      severityInput.parse({ version: readVersion(form), severity: Number(form.get('severity')), reason: form.get('reason') }),
    )
    return `It is a SEV${severity} now.`
  })
}

/** Changes what is said of the incident: title, beginning, status page, what it explains. */
export async function details(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  return act(form, async (ctx, id) => {
    await changeDetails(ctx, id, readDetails(form))
    return 'Saved.'
  })
}

/** Puts somebody in command, or nobody. */
export async function command(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  return act(form, async (ctx, id) => {
    const { commanderId } = await assignCommander(ctx, id, commanderInput.parse({ version: readVersion(form), userId: form.get('userId') || null }))
    return commanderId === null ? 'Nobody is in command now.' : commanderId === ctx.actor.userId ? 'You are in command.' : 'Handed over.'
  })
}

/** The reader helps. */
export async function join(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  return act(form, async (ctx, id) => {
    await joinIncident(ctx, id)
    return 'You are on it.'
  })
}

/** The reader no longer helps. */
export async function leave(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  return act(form, async (ctx, id) => {
    await leaveIncident(ctx, id)
    return 'You left.'
  })
}

/** Calls somebody in. */
export async function callIn(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  return act(form, async (ctx, id) => {
    await addResponder(ctx, id, responderInput.parse({ userId: form.get('userId') }))
    return 'Added.'
  })
}

/** Releases somebody. */
export async function release(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  return act(form, async (ctx, id) => {
    await removeResponder(ctx, id, responderInput.parse({ userId: form.get('userId') }))
    return 'Released.'
  })
}

/** Attaches an alert. */
export async function attach(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  return act(form, async (ctx, id) => {
    await attachAlert(ctx, id, alertInput.parse({ alertId: form.get('alertId') }))
    return 'Attached. What the alert does is written into the story.'
  })
}

/** Detaches an alert. */
export async function detach(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  return act(form, async (ctx, id) => {
    await detachAlert(ctx, id, alertInput.parse({ alertId: form.get('alertId') }))
    return 'Detached.'
  })
}

/** Puts an entry right by a further one. */
export async function correct(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  return act(form, async (ctx, id) => {
    await correctEntry(ctx, id, correctionInput.parse({ seq: Number(form.get('seq')), body: form.get('body') }))
    return 'Entered. What was wrong stays, crossed out.'
  })
}
