'use server'

import { revalidatePath } from 'next/cache'
import { redirect } from 'next/navigation'
import { z } from 'zod'
import type { ActionResult } from '@/lib/action-result'
import { forceRun } from '@/lib/alerts/commands/evaluate-alerts'
import { changeRule, createRule, deleteRule, restoreRule, setRuleEnabled, snoozeRule } from '@/lib/alerts/commands/rules'
import { pickRuleFields, readRuleFields } from '@/lib/alerts/rule-form'
import { setRuleChannels } from '@/lib/channels/commands/manage'
import { actionResult } from '@/lib/http/action-result'
import { readForm } from '@/lib/http/form'
import { requireStaff } from '@/lib/http/require-actor'
import { HOUR } from '@/lib/time'

const PATH = '/admin/alerts/rules'
const platform = { organizationId: null }
const named = z.object({ id: z.uuid() })
const versioned = z.object({ id: z.uuid().optional(), version: z.coerce.number().int().optional() })

/** Saves a new rule, or a change of one that nobody changed meanwhile. */
export async function save(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireStaff('alerts.write')
  return actionResult(ctx, async () => {
    const { id, version } = readForm(versioned, form)
    const input = readRuleFields(pickRuleFields(Object.fromEntries(form)))
    const saved = id && version ? await changeRule(ctx, platform, { id, version, input }) : await createRule(ctx, platform, input)
    revalidatePath('/admin/alerts', 'layout')
    if (!id) redirect(`${PATH}/${saved.id}?saved=1`)
    return 'Saved. The next minute is judged by it.'
  })
}

/** Switches a rule on. */
export async function enable(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireStaff('alerts.write')
  return actionResult(ctx, async () => {
    await setRuleEnabled(ctx, platform, { id: readForm(named, form).id, enabled: true })
    revalidatePath('/admin/alerts', 'layout')
    return 'It is on.'
  })
}

/** Switches a rule off; what it has open resolves. */
export async function disable(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireStaff('alerts.write')
  return actionResult(ctx, async () => {
    await setRuleEnabled(ctx, platform, { id: readForm(named, form).id, enabled: false })
    revalidatePath('/admin/alerts', 'layout')
    return 'It is off. What it had open is resolved.'
  })
}

/** Snoozes a rule for so many hours. */
export async function snooze(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireStaff('alerts.write')
  return actionResult(ctx, async () => {
    const { id, hours } = readForm(z.object({ id: z.uuid(), hours: z.coerce.number().positive() }), form)
    await snoozeRule(ctx, platform, { id, until: new Date(ctx.now.getTime() + hours * HOUR) })
    revalidatePath('/admin/alerts', 'layout')
    return 'Snoozed. It is judged on, and told when the snooze ends.'
  })
}

/** Ends a snooze. */
export async function wake(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireStaff('alerts.write')
  return actionResult(ctx, async () => {
    await snoozeRule(ctx, platform, { id: readForm(named, form).id, until: null })
    revalidatePath('/admin/alerts', 'layout')
    return 'The snooze is over.'
  })
}

/** Deletes a rule. */
export async function remove(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireStaff('alerts.write')
  return actionResult(ctx, async () => {
    await deleteRule(ctx, platform, readForm(named, form))
    revalidatePath('/admin/alerts', 'layout')
    redirect(`${PATH}?deleted=${readForm(named, form).id}`)
  })
}

/** Takes a deletion back. */
export async function restore(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireStaff('alerts.write')
  return actionResult(ctx, async () => {
    const { id } = readForm(named, form)
    await restoreRule(ctx, platform, { id })
    revalidatePath('/admin/alerts', 'layout')
    redirect(`${PATH}/${id}`)
  })
}

/** Judges one rule again for the newest minute. */
export async function judge(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireStaff('jobs.run')
  return actionResult(ctx, async () => {
    const { looked, fired, resolved } = await forceRun(ctx, readForm(named, form).id, ctx.now)
    revalidatePath('/admin/alerts', 'layout')
    return `Judged: ${looked} looked at, ${fired} fired, ${resolved} resolved.`
  })
}

/** Chooses the channels in which a rule's alerts are told. */
export async function chooseChannels(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireStaff('alerts.write')
  return actionResult(ctx, async () => {
    const { id } = readForm(named, form)
    const channelIds = z.array(z.uuid()).max(50).parse(form.getAll('channel'))
    await setRuleChannels(ctx, { owner: null, ruleId: id, channelIds })
    revalidatePath('/admin/alerts', 'layout')
    return channelIds.length === 0 ? 'It is told in every channel that takes what names none.' : 'It is told in the channels that you chose.'
  })
}
