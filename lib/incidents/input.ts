import { z } from 'zod'
import type { FieldProblem } from '@/lib/errors'
import { DAY, MINUTE } from '@/lib/time'
import { type Coverage, coverages, entryVisibilities, incidentStatuses, severities, systemImpacts } from './model'

// What people say of incidents, as pages, actions and the API take it.

/** An incident is reported at most so long after it began. */
const MAX_AGE_DAYS = 30
/** A clock that runs ahead of ours by so much is no mistake. */
const SKEW_MINUTES = 1
const MAX_SYSTEMS = 50
const MAX_ROUTES = 200
const MAX_TOOLS = 500

const moment = z.iso.datetime({ offset: true, error: 'A moment is written as 2026-03-01T10:00:00Z.' }).transform((text) => new Date(text))
const version = z.number().int().min(1)
const line = (max: number, empty: string) => z.string().trim().min(1, empty).max(max, `At most ${max} characters.`)
const text = (max: number) => z.string().trim().max(max, `At most ${max} characters.`)
const message = text(2_000)
const body = line(10_000, 'Write what is to be entered.')

/** Systems that are hit, and how badly; one that is left out is not hit. */
export const affectedSystemsSchema = z
  .array(z.strictObject({ key: z.string().min(1).max(60), impact: z.enum(systemImpacts) }))
  .max(MAX_SYSTEMS, `At most ${MAX_SYSTEMS} systems.`)
  .refine((list) => new Set(list.map(({ key }) => key)).size === list.length, 'Name each system once.')
export type AffectedSystem = z.output<typeof affectedSystemsSchema>[number]

const covered = {
  coverage: z.enum(coverages),
  routes: z.array(line(200, 'A route is not empty.')).max(MAX_ROUTES, `At most ${MAX_ROUTES} routes.`),
  tools: z.array(z.uuid('Name tools by their id.')).max(MAX_TOOLS, `At most ${MAX_TOOLS} tools. Cover their routes, or everything.`),
  provider: line(100, 'Name the provider, or leave it out.').nullable(),
}

/** A new incident. What is left out is found from its alert, or is nothing. */
export const openIncidentInput = z.strictObject({
  title: line(200, 'Say in one line what is broken.'),
  severity: z.literal(severities, 'Choose a severity from 1 to 4.'),
  /** What makes two reports one; made from the alert or the title when left out. */
  incidentKey: line(200, 'The key is not empty; leave it out to have one made.').nullable().default(null),
  /** Now when left out. */
  startedAt: moment.nullable().default(null),
  systems: affectedSystemsSchema.default([]),
  coverage: covered.coverage.default('none'),
  routes: covered.routes.default([]),
  tools: covered.tools.default([]),
  provider: covered.provider.default(null),
  message: message.default(''),
  public: z.boolean().default(false),
  commanderId: z.uuid().nullable().default(null),
  alertId: z.uuid().nullable().default(null),
})
export type OpenIncident = z.output<typeof openIncidentInput>

/** What a person writes into the story; with a status or systems it changes these as well, and says on which version it is based. */
export const updateInput = z.strictObject({
  body,
  visibility: z.enum(entryVisibilities).default('internal'),
  status: z.enum(incidentStatuses).nullable().default(null),
  systems: affectedSystemsSchema.nullable().default(null),
  version: version.nullable().default(null),
})
export type UpdateInput = z.output<typeof updateInput>

/** The next status, with words for the story if there are any. */
export const statusInput = z.strictObject({
  version,
  status: z.enum(incidentStatuses),
  body: text(10_000).default(''),
  visibility: z.enum(entryVisibilities).default('internal'),
})
export type StatusInput = z.output<typeof statusInput>

export const severityInput = z.strictObject({ version, severity: openIncidentInput.shape.severity, reason: line(500, 'Say why, in a few words.') })
export type SeverityInput = z.output<typeof severityInput>

/** What is to be other; what is left out stays. */
export const detailsInput = z.strictObject({
  version,
  title: openIncidentInput.shape.title.optional(),
  message: message.optional(),
  public: z.boolean().optional(),
  coverage: covered.coverage.optional(),
  routes: covered.routes.optional(),
  tools: covered.tools.optional(),
  provider: covered.provider.optional(),
  startedAt: moment.optional(),
})
export type DetailsInput = z.output<typeof detailsInput>

export const commanderInput = z.strictObject({ version, userId: z.uuid().nullable() })
export const responderInput = z.strictObject({ userId: z.uuid() })
export const alertInput = z.strictObject({ alertId: z.uuid() })
export const correctionInput = z.strictObject({ seq: z.number().int().min(1), body })
export const reopenInput = z.strictObject({ version, reason: line(500, 'Say why it is not over.') })

const whys = z.array(text(1_000)).max(5, 'Five whys at most.')

/** A post-mortem as its editor has it; `version` 0 where none is kept yet. */
export const postmortemInput = z.strictObject({
  version: z.number().int().min(0),
  whatHappened: text(50_000),
  impact: text(10_000),
  usersAffected: z.number().int('Whole people.').min(0).max(2_000_000_000).nullable(),
  minutes: z.number().int('Whole minutes.').min(0).max(1_000_000).nullable(),
  /** Millionths of a dollar. */
  revenueMicros: z.number().int().min(0).nullable(),
  whys,
  rootCause: text(10_000),
  lessons: text(20_000),
})
export type PostmortemInput = z.output<typeof postmortemInput>

const dueOn = z.iso.date('A day is written as 2026-03-01.').nullable()
const signal = z.strictObject({ ruleId: z.uuid(), cleanDays: z.number().int('Whole days.').min(1, 'At least a day.').max(90, 'At most 90 days.') }).nullable()

/** Work that follows from an incident. */
export const followupInput = z.strictObject({
  title: line(300, 'Say what is to be done.'),
  ownerId: z.uuid().nullable().default(null),
  dueOn: dueOn.default(null),
  signal: signal.default(null),
})
export type FollowupInput = z.output<typeof followupInput>

export const followupChangeInput = z.strictObject({
  version,
  title: followupInput.shape.title,
  ownerId: z.uuid().nullable(),
  dueOn,
  signal,
})
export type FollowupChange = z.output<typeof followupChangeInput>

/** What becomes of a follow-up; that it will not be done needs a reason. */
export const settleInput = z.discriminatedUnion('to', [
  z.strictObject({ version, to: z.literal('done') }),
  z.strictObject({ version, to: z.literal('not_doing'), reason: line(500, 'Say why it will not be done.') }),
  z.strictObject({ version, to: z.literal('open') }),
])
export type SettleInput = z.output<typeof settleInput>

interface Covered {
  coverage: Coverage
  routes: readonly string[]
  tools: readonly string[]
  provider: string | null
}

/** What is wrong with what an incident covers. */
export function coverageProblems({ coverage, routes, tools, provider }: Covered): FieldProblem[] {
  if (coverage === 'some' && routes.length + tools.length === 0) {
    return [{ pointer: '/routes', message: 'Name at least one route or tool that it covers, or choose that it covers everything.' }]
  }
  if (coverage === 'provider' && provider === null) return [{ pointer: '/provider', message: 'Name the provider whose incident it is.' }]
  return []
}

/** What is wrong with the moment at which an incident is said to have begun; `over`: when its effects ended, if they have. */
export function startProblems(startedAt: Date, { now, over }: { now: Date; over: Date | null }): FieldProblem[] {
  const pointer = '/startedAt'
  if (startedAt.getTime() > now.getTime() + SKEW_MINUTES * MINUTE)
    return [{ pointer, message: 'It cannot begin in the future. Planned work is announced as maintenance.' }]
  if (startedAt.getTime() < now.getTime() - MAX_AGE_DAYS * DAY) {
    return [{ pointer, message: `It began more than ${MAX_AGE_DAYS} days ago. Choose a later moment; say the true one in an update.` }]
  }
  if (over !== null && startedAt >= over) return [{ pointer, message: 'It would begin after its effects were over. Choose an earlier moment.' }]
  return []
}
