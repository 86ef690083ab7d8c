import type { Acceptance } from '../decide-row'
import type { RefusalReason } from '../model'
import { dataOf, envelopeSchema, storable } from './envelope'
import type { Fact } from './fact'
import { eventData, mayReport, type Noun, nounOf } from './types'

export type EventVerdict = { ok: true; noun: Noun; fact: Fact } | { ok: false; id?: string; reason: RefusalReason; message: string }

/**
 * Judges one event: envelope, time, type, data, and whether this sender may report such a thing.
 * @param receivedAtMs stands for the time of an event that carries none
 * @param organizationId of a tenant's key; null for the platform
 */
export function readEvent(value: unknown, place: number, acceptance: Acceptance, receivedAtMs: number, organizationId: string | null): EventVerdict {
  const envelope = envelopeSchema.safeParse(value)
  if (!envelope.success) return { ok: false, reason: 'invalid', message: issues(envelope.error.issues) }
  const { id, source, type, subject, time } = envelope.data
  const refuse = (reason: RefusalReason, message: string): EventVerdict => ({ ok: false, id, reason, message })

  const atMs = time === undefined ? receivedAtMs : Date.parse(time)
  if (atMs > acceptance.newestMs) return refuse('in_future', 'time is more than 5 minutes in the future.')
  if (atMs < acceptance.oldestMs) return refuse('too_old', 'time is older than events are accepted.')
  const noun = nounOf(type)
  if (noun === null) return refuse('unknown_type', `The type "${type.slice(0, 80)}" is not known.`)
  if (!mayReport(noun, organizationId)) return refuse('forbidden_type', `A key of an organization may not report ${type}.`)

  const read = dataOf(envelope.data)
  if ('problem' in read) return refuse('invalid', read.problem)
  if (!storable(read.value)) return refuse('invalid', 'data: a text holds NUL or broken Unicode')
  const data = eventData[noun].safeParse(withSubject(noun, read.value, subject))
  if (!data.success) return refuse('invalid', issues(data.error.issues, 'data.'))
  if (noun === 'log_line') {
    // A line stands where its own moment says, whenever it was sent.
    const at = (data.data as { at?: string }).at
    const lineMs = at === undefined ? atMs : Date.parse(at)
    if (lineMs > acceptance.newestMs) return refuse('in_future', 'data.at is more than 5 minutes in the future.')
    if (lineMs < (acceptance.oldestLineMs ?? acceptance.oldestMs)) return refuse('too_old', 'The line is older than lines of the log are kept.')
  }
  return { ok: true, noun, fact: { places: [place], source, eventId: id, data: data.data, atMs } }
}

/** `subject` is the id of what the event is about, where the data does not say it. */
function withSubject(noun: Noun, data: unknown, subject: string | undefined): unknown {
  if (subject === undefined || typeof data !== 'object' || data === null || 'id' in data || noun === 'invocation') return data
  return { ...data, id: subject }
}

function issues(list: { path: PropertyKey[]; message: string }[], prefix = ''): string {
  return list
    .slice(0, 3)
    .map(({ path, message }) => (path.length > 0 ? `${prefix}${path.join('.')}: ${message}` : `${prefix.slice(0, -1)}${prefix ? ': ' : ''}${message}`))
    .join('; ')
}
