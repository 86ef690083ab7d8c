import { type ChannelChange, type ChannelInput, channelChangeSchema, channelInputSchema } from './channel-input'
import { type ChannelKind, channelKinds } from './model'

// Channels as forms send them: text fields and boxes, with minutes and hours instead of seconds.

/**
 * A new channel from a form.
 * @throws ZodError saying which field is wrong
 */
export function readChannelInput(form: FormData): ChannelInput {
  const kind = channelKinds.find((each) => each === form.get('kind'))
  return channelInputSchema.parse({ kind, ...targetOf(form, kind), ...paceOf(form) })
}

/**
 * A change from a form; an address or key that is left empty stays.
 * @throws ZodError saying which field is wrong
 */
export function readChannelChange(form: FormData): ChannelChange {
  const kind = channelKinds.find((each) => each === form.get('kind'))
  const { secret, url, ...target } = targetOf(form, kind)
  return channelChangeSchema.parse({ ...target, ...(secret ? { secret } : {}), ...(url ? { url } : {}), ...paceOf(form) })
}

/** What was entered, but for secrets. */
export function enteredOf(form: FormData): Record<string, string> {
  const kept = ['name', 'url', 'to', 'format', 'region', 'minSeverity'] as const
  return Object.fromEntries(kept.flatMap((name) => (form.has(name) ? [[name, text(form, name)]] : [])))
}

function targetOf(form: FormData, kind: ChannelKind | undefined): Record<string, unknown> {
  const shared = { name: text(form, 'name') }
  switch (kind) {
    case 'email':
      return {
        ...shared,
        to: text(form, 'to')
          .split(/[\s,;]+/)
          .filter(Boolean),
      }
    case 'webhook':
      return { ...shared, url: text(form, 'url'), format: text(form, 'format') || undefined }
    case 'pagerduty':
      return { ...shared, secret: text(form, 'secret'), region: text(form, 'region') || undefined }
    default:
      return { ...shared, secret: text(form, 'secret') }
  }
}

function paceOf(form: FormData): Record<string, unknown> {
  return {
    minSeverity: text(form, 'minSeverity') || undefined,
    // Boxes that are not ticked send nothing.
    sendResolved: form.has('sendResolved'),
    takesUnrouted: form.has('takesUnrouted'),
    groupIntervalSeconds: Number(text(form, 'intervalMinutes') || 5) * 60,
    repeatSeconds: Number(text(form, 'repeatHours') || 4) * 3_600,
  }
}

function text(form: FormData, name: string): string {
  return String(form.get(name) ?? '').trim()
}
