import { z } from 'zod'
import { type IncidentFilter, incidentSorts, incidentStandings } from './filter'
import { coverages, entryVisibilities, followupStates, incidentStatuses, severities, systemImpacts } from './model'
import type { IncidentDetail } from './view'

// What the API takes and tells of incidents. Moments in ISO 8601 UTC, money in millionths of a dollar.

/** A Date inside, an ISO 8601 string in JSON. */
const moment = z
  .date()
  .transform((at) => at.toISOString())
  .pipe(z.iso.datetime())
const readMoment = z.iso.datetime({ offset: true }).transform((text) => new Date(text))
const person = z.object({ id: z.string(), name: z.string().nullable() }).nullable()
const severity = z.literal(severities)

export const incidentParamsSchema = z.object({ incidentId: z.string().max(60) })

export const incidentsQuerySchema = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  offset: z.coerce.number().int().min(0).max(100_000).default(0),
  severity: z.coerce.number().pipe(severity).optional(),
  status: z.enum(incidentStandings).optional(),
  system: z.string().max(60).optional(),
  /** Began at or after, and before. */
  from: readMoment.optional(),
  to: readMoment.optional(),
  search: z.string().max(200).optional(),
  sort: z.enum(incidentSorts).default('started'),
  direction: z.enum(['asc', 'desc']).default('desc'),
}) satisfies z.ZodType<IncidentFilter>

const incidentFields = {
  id: z.string(),
  number: z.number(),
  incidentKey: z.string(),
  title: z.string(),
  severity,
  status: z.enum(incidentStatuses),
  coverage: z.enum(coverages),
  provider: z.string().nullable(),
  message: z.string(),
  public: z.boolean(),
  commander: person,
  createdBy: person,
  startedAt: moment,
  createdAt: moment,
  acknowledgedAt: moment.nullable(),
  mitigatedAt: moment.nullable(),
  resolvedAt: moment.nullable(),
  closedAt: moment.nullable(),
  lastUpdateAt: moment,
  version: z.number(),
  systems: z.array(z.object({ key: z.string(), name: z.string(), impact: z.enum(systemImpacts), toAt: moment.nullable() })),
  postmortem: z.enum(['none', 'draft', 'complete', 'reviewed']),
  openFollowups: z.number(),
  alerts: z.number(),
}

export const incidentListSchema = z.object({ incidents: z.array(z.object(incidentFields)), total: z.number() })

const followupFields = {
  id: z.string(),
  title: z.string(),
  ownerId: z.string().nullable(),
  dueOn: z.string().nullable(),
  state: z.enum(followupStates),
  reason: z.string().nullable(),
  signal: z.object({ ruleId: z.string(), cleanDays: z.number() }).nullable(),
  claimedAt: moment.nullable(),
  settledAt: moment.nullable(),
  version: z.number(),
}
export const followupSchema = z.object(followupFields)

export const postmortemSchema = z.object({
  whatHappened: z.string(),
  impact: z.string(),
  usersAffected: z.number().nullable(),
  minutes: z.number().nullable(),
  revenueMicros: z.number().nullable(),
  whys: z.array(z.string()),
  rootCause: z.string(),
  lessons: z.string(),
  completeAt: moment.nullable(),
  reviewedAt: moment.nullable(),
  publishedAt: moment.nullable(),
  version: z.number(),
})

export const incidentSchema = z.object({
  ...incidentFields,
  routes: z.array(z.string()),
  tools: z.array(z.object({ id: z.string(), name: z.string() })),
  nextUpdateDueAt: moment.nullable(),
  /** What is left before it closes by itself, in words. */
  leftBeforeClosing: z.array(z.string()),
  responders: z.array(z.object({ id: z.string(), name: z.string().nullable(), joinedAt: moment, leftAt: moment.nullable() })),
  alertIds: z.array(z.string()),
  entries: z.array(
    z.object({
      seq: z.number(),
      type: z.string(),
      visibility: z.enum(entryVisibilities),
      author: person,
      body: z.string(),
      facts: z.record(z.string(), z.unknown()),
      correctsSeq: z.number().nullable(),
      at: moment,
      recordedAt: moment,
    }),
  ),
  postmortemText: postmortemSchema.nullable(),
  followups: z.array(followupSchema),
  impact: z
    .object({
      consumers: z.number(),
      failedCalls: z.number(),
      revenueMicros: z.number(),
      slaMinutes: z.number(),
      computedAt: moment,
      frozenAt: moment.nullable(),
    })
    .nullable(),
})

export const openedSchema = z.object({ id: z.string(), number: z.number(), version: z.number(), created: z.boolean() })
export const changedSchema = z.object({ id: z.string(), number: z.number(), status: z.enum(incidentStatuses), severity, version: z.number() })

export const followupParamsSchema = incidentParamsSchema.extend({ followupId: z.uuid() })

/** An incident with everything of it as the API tells it. */
export function tellIncidentDetail(incident: IncidentDetail): z.input<typeof incidentSchema> {
  return {
    ...incident,
    alertIds: incident.attachedAlerts.map(({ id }) => id),
    entries: incident.entries.map((entry) => ({ ...entry, facts: { ...entry.facts } })),
    postmortemText: incident.postmortemText && { ...incident.postmortemText, whys: [...incident.postmortemText.whys] },
    followups: incident.followups.map((followup) => ({ ...followup, ownerId: followup.owner?.id ?? null })),
  }
}
