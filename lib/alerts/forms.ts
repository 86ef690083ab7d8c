import { z } from 'zod'
import { AppError } from '@/lib/errors'
import { momentOf } from '@/lib/local-time'
import { HOUR } from '@/lib/time'
import { type AcknowledgeInput, acknowledgeSchema, closingNoteSchema, MAX_AT_ONCE } from './alert-input'
import type { Matcher } from './model'
import { type MaintenanceInput, maintenanceInputSchema, type SilenceInput, silenceInputSchema } from './silence-input'

// What the forms of the alert pages send, as the commands take it.

const idsSchema = z.array(z.uuid()).min(1, 'Name the alert.').max(MAX_AT_ONCE)

/** The alerts that a form speaks of. @throws ZodError */
export function readIds(form: FormData): string[] {
  return idsSchema.parse(form.getAll('id'))
}

/** Reason and end of an acknowledgement; `value` is what the alert shows now. @throws ZodError */
export function readAcknowledgement(form: FormData, now: Date, value: number | null): AcknowledgeInput {
  const until = String(form.get('until') ?? 'resolved')
  const hours = Number(until)
  const end =
    until === 'worse' && value !== null
      ? { until: 'worse', than: value }
      : Number.isInteger(hours) && hours > 0
        ? { until: 'time', at: new Date(now.getTime() + hours * HOUR).toISOString() }
        : { until: 'resolved' }
  return acknowledgeSchema.parse({ reason: String(form.get('reason') ?? ''), end })
}

/** What somebody says when closing an alert; null for nothing. @throws ZodError */
export function readNote(form: FormData): string | null {
  return closingNoteSchema.parse(String(form.get('note') ?? '').trim() || null)
}

/** A silence from its form. @throws ZodError; AppError invalid for a condition on no label */
export function readSilence(form: FormData, now: Date): SilenceInput {
  const hours = z.coerce.number('Choose for how long.').positive('Choose for how long.').parse(form.get('hours'))
  return silenceInputSchema.parse({
    matchers: readMatchers(form),
    reason: String(form.get('reason') ?? ''),
    endsAt: new Date(now.getTime() + hours * HOUR).toISOString(),
  })
}

/** A maintenance window from its form, its times on the clocks of the zone. @throws ZodError; AppError invalid for a time that the clocks skip */
export function readMaintenance(form: FormData, zone: string): MaintenanceInput {
  const written = String(form.get('from') ?? '')
  const startsAt = momentOf(written, zone)
  if (!startsAt) {
    const message = `${written || 'That'} is no time in ${zone}. Choose day and time of the beginning.`
    throw new AppError('invalid', message, { problems: [{ pointer: '/from', message }] })
  }
  const named = readMatchers(form)
  return maintenanceInputSchema.parse({
    name: String(form.get('name') ?? ''),
    // What is chosen for any rule, tool and severity is work on everything.
    matchers: named.length > 0 ? named : [everything],
    startsAt: startsAt.toISOString(),
    durationMinutes: Number(form.get('minutes')),
    cron: String(form.get('cron') ?? '').trim() || null,
    timeZone: zone,
  })
}

const everything: Matcher = { name: 'rule', op: '=~', value: '.*' }

function readMatchers(form: FormData): Matcher[] {
  const chosen = (['rule', 'tool', 'severity'] as const).flatMap((name): Matcher[] => {
    const value = String(form.get(name) ?? '')
    return value ? [{ name, op: '=', value }] : []
  })
  const label = String(form.get('label') ?? '').trim()
  const op = z.enum(['=', '!=', '=~', '!~']).catch('=').parse(form.get('op'))
  const value = String(form.get('value') ?? '')
  if (label) return [...chosen, { name: label, op, value }]
  // Left out, the condition would not narrow what was meant to be narrow.
  if (value.trim() !== '' || op !== '=') {
    const message = 'Another label has a condition and no name. Name the label, or empty its value and choose =.'
    throw new AppError('invalid', message, { problems: [{ pointer: '/label', message }] })
  }
  return chosen
}
