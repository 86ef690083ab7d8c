import { z } from 'zod'
import { AppError } from '@/lib/errors'
import { momentOf } from '@/lib/local-time'
import {
  type AffectedSystem,
  affectedSystemsSchema,
  type DetailsInput,
  detailsInput,
  type FollowupInput,
  followupInput,
  type OpenIncident,
  openIncidentInput,
  type PostmortemInput,
  postmortemInput,
  type UpdateInput,
  updateInput,
} from './input'

// What the forms of the incident pages send, as the commands take it.

const IMPACT = 'impact:'

/** A new incident from its form, its time in UTC. @throws ZodError; AppError invalid for a time that is none */
export function readIncident(form: FormData): OpenIncident {
  return openIncidentInput.parse({
    title: text(form, 'title'),
    severity: Number(text(form, 'severity')),
    incidentKey: text(form, 'incidentKey') || null,
    startedAt: readMoment(form, 'startedAt'),
    systems: readAffected(form),
    ...readCoverage(form),
    message: text(form, 'message'),
    public: form.get('public') !== null,
    commanderId: text(form, 'commanderId') || null,
    alertId: text(form, 'alertId') || null,
  })
}

/** An update from its form; systems are part of it only where they are other than those that the form was shown with. @throws ZodError */
export function readUpdate(form: FormData): UpdateInput {
  const systems = readAffected(form)
  return updateInput.parse({
    body: text(form, 'body'),
    visibility: text(form, 'visibility') || 'internal',
    status: text(form, 'status') || null,
    systems: form.has('affected') && writeAffected(systems) !== text(form, 'affected') ? systems : null,
    version: readVersion(form),
  })
}

/** What an incident is said to be, from the form that was sent: only the fields that this form has. @throws ZodError; AppError invalid */
export function readDetails(form: FormData): DetailsInput {
  return detailsInput.parse({
    version: readVersion(form),
    ...(form.has('title') ? { title: text(form, 'title') } : {}),
    ...(form.has('message') ? { message: text(form, 'message'), public: form.get('public') !== null } : {}),
    ...(form.has('coverage') ? readCoverage(form) : {}),
    ...(text(form, 'startedAt') ? { startedAt: readMoment(form, 'startedAt') } : {}),
  })
}

/** A post-mortem from its editor; revenue is written in dollars. @throws ZodError */
export function readPostmortem(form: FormData): PostmortemInput {
  const dollars = readNumber(form, 'revenue')
  return postmortemInput.parse({
    version: readVersion(form),
    whatHappened: text(form, 'whatHappened'),
    impact: text(form, 'impact'),
    usersAffected: readNumber(form, 'usersAffected'),
    minutes: readNumber(form, 'minutes'),
    revenueMicros: dollars === null ? null : Math.round(dollars * 1_000_000),
    whys: form.getAll('why').map((why) => String(why).trim()),
    rootCause: text(form, 'rootCause'),
    lessons: text(form, 'lessons'),
  })
}

/** A follow-up from its form: with a rule it has a signal. @throws ZodError */
export function readFollowup(form: FormData): FollowupInput {
  const ruleId = text(form, 'ruleId')
  return followupInput.parse({
    title: text(form, 'title'),
    ownerId: text(form, 'ownerId') || null,
    dueOn: text(form, 'dueOn') || null,
    signal: ruleId ? { ruleId, cleanDays: readNumber(form, 'cleanDays') ?? 7 } : null,
  })
}

/** The version that a form is based on. @throws ZodError */
export function readVersion(form: FormData): number {
  return z.coerce.number('The version is missing.').int().min(0).parse(form.get('version'))
}

/** Systems as the fields of a form say them. @throws ZodError */
function readAffected(form: FormData): AffectedSystem[] {
  return affectedSystemsSchema.parse(
    [...form].flatMap(([name, value]) => (name.startsWith(IMPACT) && value !== '' ? [{ key: name.slice(IMPACT.length), impact: value }] : [])),
  )
}

/** Systems as one line, the same for the same ones in whatever order. */
export function writeAffected(systems: readonly AffectedSystem[]): string {
  return systems
    .map(({ key, impact }) => `${key}=${impact}`)
    .sort()
    .join(' ')
}

// What does not belong to the choice is left out, though its fields may be filled in.
function readCoverage(form: FormData): { coverage: string; routes: string[]; tools: string[]; provider: string | null } {
  const coverage = text(form, 'coverage') || 'none'
  const some = coverage === 'some'
  return {
    coverage,
    routes: some
      ? text(form, 'routes')
          .split('\n')
          .map((route) => route.trim())
          .filter(Boolean)
      : [],
    tools: some ? form.getAll('tool').map(String) : [],
    provider: coverage === 'provider' ? text(form, 'provider') || null : null,
  }
}

function readMoment(form: FormData, name: string): string | null {
  const written = text(form, name)
  if (!written) return null
  const at = momentOf(written.slice(0, 16), 'UTC')
  if (at) return at.toISOString()
  const message = `${written} is no time. Choose day and time of the beginning, in UTC.`
  throw new AppError('invalid', message, { problems: [{ pointer: `/${name}`, message }] })
}

function readNumber(form: FormData, name: string): number | null {
  const written = text(form, name).replace(/^\$/, '').replaceAll(',', '')
  return written === '' ? null : Number(written)
}

function text(form: FormData, name: string): string {
  return String(form.get(name) ?? '').trim()
}
