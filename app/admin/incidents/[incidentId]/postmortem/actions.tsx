'use server'

import { revalidatePath } from 'next/cache'
import type { ReactNode } from 'react'
import { z } from 'zod'
import { Markdown } from '@/components/ui/markdown'
import type { ActionResult } from '@/lib/action-result'
import { actionResult } from '@/lib/http/action-result'
import { requireStaff, type UserContext } from '@/lib/http/require-actor'
import { addFollowup, changeFollowup, settleFollowup } from '@/lib/incidents/commands/followups'
import { draftPostmortem, publishPostmortem, reviewPostmortem, savePostmortem, unpublishPostmortem } from '@/lib/incidents/commands/postmortems'
import { readFollowup, readPostmortem, readVersion } from '@/lib/incidents/forms'
import { settleInput } from '@/lib/incidents/input'

/** What a form does to the incident that it names; the sentence says what was done. */
async function act(form: FormData, work: (ctx: UserContext, incidentId: string) => Promise<string>): Promise<ActionResult> {
  const ctx = await requireStaff('incidents.create')
  return actionResult(ctx, async () => {
    const done = await work(ctx, z.uuid('Name the incident.').parse(form.get('id')))
    revalidatePath('/admin', 'layout')
    return done
  })
}

/** Markdown as it will be read. */
export async function preview(text: string): Promise<ReactNode> {
  await requireStaff('admin.read')
  const written = z.string().max(50_000).parse(text)
  return written.trim() ? <Markdown text={written} level={4} /> : <p className="text-text-muted">There is nothing to preview yet.</p>
}

/** Drafts the post-mortem from the story. */
export async function draft(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  return act(form, async (ctx, id) => {
    await draftPostmortem(ctx, id)
    return 'Drafted from the story. The whys, the root cause and the lessons are yours to find.'
  })
}

/** Saves the post-mortem. */
export async function save(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  return act(form, async (ctx, id) => {
    const { completeAt } = await savePostmortem(ctx, id, readPostmortem(form))
    return completeAt ? 'Saved. It is complete; have it reviewed.' : 'Saved. It is not complete yet; what it lacks stands above it.'
  })
}

/** Says that the reader has reviewed it. */
export async function review(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  return act(form, async (ctx, id) => {
    await reviewPostmortem(ctx, id, { version: readVersion(form) })
    return 'Reviewed.'
  })
}

/** Shows it on the status page. */
export async function publish(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  return act(form, async (ctx, id) => {
    await publishPostmortem(ctx, id, { version: readVersion(form) })
    return 'It stands on the status page.'
  })
}

/** Takes it off the status page. */
export async function unpublish(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  return act(form, async (ctx, id) => {
    await unpublishPostmortem(ctx, id, { version: readVersion(form) })
    return 'It is off the status page.'
  })
}

/** Adds a follow-up. */
export async function add(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  return act(form, async (ctx, id) => {
    await addFollowup(ctx, id, readFollowup(form))
    return 'Added.'
  })
}

const followupId = (form: FormData) => z.uuid('Name the follow-up.').parse(form.get('followupId'))

/** Changes a follow-up. */
export async function changeWork(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  return act(form, async (ctx, id) => {
    await changeFollowup(ctx, id, followupId(form), { ...readFollowup(form), version: readVersion(form) })
    return 'Saved.'
  })
}

/** Says that a follow-up is done; one with a signal is proved later. */
export async function done(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  return act(form, async (ctx, id) => {
    const { state } = await settleFollowup(ctx, id, followupId(form), settleInput.parse({ version: readVersion(form), to: 'done' }))
    return state === 'done' ? 'Done.' : 'Noted. It counts as done once its alert has stayed quiet.'
  })
}

/** Says with a reason that a follow-up will not be done. */
export async function notDoing(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  return act(form, async (ctx, id) => {
    await settleFollowup(ctx, id, followupId(form), settleInput.parse({ version: readVersion(form), to: 'not_doing', reason: form.get('reason') }))
    return 'Settled: it will not be done.'
  })
}

/** Opens a follow-up again; also as the undo of a settlement, whose form knows the version before it. */
export async function openAgain(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  return act(form, async (ctx, id) => {
    await settleFollowup(ctx, id, followupId(form), settleInput.parse({ version: readVersion(form), to: 'open' }))
    return 'Open again.'
  })
}

/** Takes a settlement back: the same form, a version later. */
export async function takeBack(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  return act(form, async (ctx, id) => {
    await settleFollowup(ctx, id, followupId(form), settleInput.parse({ version: readVersion(form) + 1, to: 'open' }))
    return 'Open again.'
  })
}
