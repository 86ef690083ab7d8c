import { z } from 'zod'
import { acknowledgementSchema, alertSeverities, alertStates, matcherSchema, noDataPolicies, operators, ruleKinds, ruleOptionsSchema } from './model'
import { ruleInputSchema } from './rule-input'
import { type AlertDetail, type AlertRow, type RuleRow, silenceStates } from './view'

// What the API takes and tells of alerts. Values are in the metric's unit, moments in ISO 8601 UTC.

/** A Date inside, an ISO 8601 string in JSON. */
const moment = z
  .date()
  .transform((at) => at.toISOString())
  .pipe(z.iso.datetime())

const paging = { limit: z.coerce.number().int().min(1).max(100).default(20), offset: z.coerce.number().int().min(0).max(100_000).default(0) }
const labels = z.record(z.string(), z.string())

export const alertsQuerySchema = z.strictObject({
  ...paging,
  open: z.enum(['true', 'false']).optional(),
  state: z.enum(alertStates).optional(),
  severity: z.enum(alertSeverities).optional(),
  ruleId: z.uuid().optional(),
  toolId: z.uuid().optional(),
  service: z.string().max(200).optional(),
  /** Fired in the last so many days. */
  days: z.coerce.number().int().min(1).max(400).optional(),
  search: z.string().max(200).optional(),
})

const alertFields = {
  id: z.string(),
  /** Null: the platform's. */
  organizationId: z.string().nullable(),
  source: z.enum(['rule', 'alertmanager']),
  ruleId: z.string().nullable(),
  ruleName: z.string().nullable(),
  state: z.enum(alertStates),
  severity: z.enum(alertSeverities),
  title: z.string(),
  labels,
  metric: z.string().nullable(),
  toolId: z.string().nullable(),
  unit: z.string().nullable(),
  firedValue: z.number().nullable(),
  value: z.number().nullable(),
  worstValue: z.number().nullable(),
  threshold: z.number().nullable(),
  operator: z.enum(operators).nullable(),
  firedAt: moment,
  resolvedAt: moment.nullable(),
  resolveReason: z.string().nullable(),
  acknowledgedAt: moment.nullable(),
  acknowledgement: z.looseObject({ until: z.string(), reason: z.string() }).nullable(),
  silenced: z.boolean(),
  inMaintenance: z.boolean(),
  parentAlertId: z.string().nullable(),
}

export const alertListSchema = z.object({ alerts: z.array(z.object(alertFields)), total: z.number() })

export const alertSchema = z.object({
  ...alertFields,
  description: z.string(),
  runbookUrl: z.string().nullable(),
  sourceUrl: z.string().nullable(),
  events: z.array(
    z.object({ seq: z.number(), type: z.string(), byPerson: z.boolean(), note: z.string().nullable(), value: z.number().nullable(), at: moment }),
  ),
  childAlertIds: z.array(z.string()),
})

export const alertParamsSchema = z.object({ alertId: z.uuid() })
export const acknowledgeBodySchema = z.strictObject({
  reason: z.string().trim().min(1).max(500),
  /** When it ends: {"until":"resolved"}, {"until":"time","at":…} or {"until":"worse","than":…}. */
  end: acknowledgementSchema.default({ until: 'resolved' }),
})
export const closeBodySchema = z.strictObject({ note: z.string().trim().max(500).nullable().default(null) })
export const stateSchema = z.object({ id: z.string(), state: z.enum(alertStates) })

/** An alert as the API tells it. */
export function tellAlert({ silenceId, maintenanceId, ...alert }: AlertRow): z.input<typeof alertListSchema>['alerts'][number] {
  return { ...alert, silenced: silenceId !== null, inMaintenance: maintenanceId !== null }
}

/** An alert with its events as the API tells it. */
export function tellAlertDetail(alert: AlertDetail): z.input<typeof alertSchema> {
  const { description, runbookUrl, sourceUrl, events, children } = alert
  return { ...tellAlert(alert), description, runbookUrl, sourceUrl, events, childAlertIds: children.map(({ id }) => id) }
}

export const rulesQuerySchema = z.strictObject({
  ...paging,
  standing: z.enum(['firing', 'on', 'snoozed', 'off', 'failing']).optional(),
  severity: z.enum(alertSeverities).optional(),
  kind: z.enum(ruleKinds).optional(),
  search: z.string().max(200).optional(),
})

export const ruleSchema = z.object({
  id: z.string(),
  version: z.number(),
  name: z.string(),
  description: z.string(),
  runbookUrl: z.string().nullable(),
  kind: z.enum(ruleKinds),
  metric: z.string().nullable(),
  aggregation: z.string().nullable(),
  operator: z.enum(operators).nullable(),
  threshold: z.number().nullable(),
  windowMinutes: z.number(),
  filter: labels,
  groupBy: z.array(z.string()),
  toolId: z.string().nullable(),
  options: ruleOptionsSchema,
  forMinutes: z.number(),
  recoverMinutes: z.number(),
  noData: z.enum(noDataPolicies),
  severity: z.enum(alertSeverities),
  cooldownMinutes: z.number(),
  quietFromMinute: z.number().nullable(),
  quietToMinute: z.number().nullable(),
  quietZone: z.string(),
  snoozedUntil: moment.nullable(),
  enabled: z.boolean(),
  lastEvaluatedAt: moment.nullable(),
  lastError: z.string().nullable(),
  open: z.number(),
  firedLately: z.number(),
})
export const ruleListSchema = z.object({ rules: z.array(ruleSchema), total: z.number() })
export const ruleParamsSchema = z.object({ ruleId: z.uuid() })
export const ruleIdSchema = z.object({ id: z.string(), version: z.number() })

/**
 * A change of a rule: the version that it is based on, and what is to be other. What is left out stays as it
 * is, so the defaults of a new rule do not count here.
 */
export const ruleChangeSchema = z.strictObject({
  version: z.number().int().min(1),
  change: z.strictObject(Object.fromEntries(Object.keys(ruleInputSchema.shape).map((name) => [name, z.unknown().optional()]))),
})

/** The rule as it would be after a change; what is wrong with it ruleInputSchema says. */
export function changedRule(rule: RuleRow, change: z.output<typeof ruleChangeSchema>['change']): z.output<typeof ruleInputSchema> {
  const before = Object.fromEntries(Object.keys(ruleInputSchema.shape).map((name) => [name, rule[name as keyof RuleRow]]))
  const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
  return ruleInputSchema.parse({ ...before, ...given })
}

export const labResultSchema = z.object({
  outcome: z.enum(['replayed', 'cannot']),
  /** Why it cannot be tried; null when it was. */
  reason: z.string().nullable(),
  sentence: z.string().nullable(),
  alerts: z.array(
    z.object({
      labels,
      severity: z.enum(alertSeverities),
      firedAt: moment,
      resolvedAt: moment.nullable(),
      worst: z.number().nullable(),
      storyId: z.string().nullable(),
    }),
  ),
})

export const silencesQuerySchema = z.strictObject({ ...paging, state: z.enum(silenceStates).optional() })
export const silenceListSchema = z.object({
  silences: z.array(
    z.object({
      id: z.string(),
      matchers: z.array(matcherSchema),
      reason: z.string(),
      startsAt: moment,
      endsAt: moment,
      endedAt: moment.nullable(),
      state: z.enum(silenceStates),
      /** Open alerts that it keeps quiet. */
      held: z.number(),
    }),
  ),
  total: z.number(),
})
export const silenceIdSchema = z.object({ id: z.string() })
export const silenceEndSchema = z.strictObject({ id: z.uuid('Name the silence: ?id=<its id>.') })

export const evaluatorSchema = z.object({
  state: z.enum(['fine', 'late', 'stopped', 'never']),
  judgedTo: moment.nullable(),
  lagSeconds: z.number().nullable(),
  lastRun: z
    .object({
      startedAt: moment,
      durationMs: z.number(),
      rules: z.number(),
      readings: z.number(),
      fired: z.number(),
      resolved: z.number(),
      failed: z.number(),
      error: z.string().nullable(),
    })
    .nullable(),
  probes: z.object({
    made: z.number(),
    missed: z.number(),
    alertedP50Seconds: z.number().nullable(),
    alertedP99Seconds: z.number().nullable(),
    handedP50Seconds: z.number().nullable(),
    handedP99Seconds: z.number().nullable(),
  }),
})
export const runRuleSchema = z.strictObject({ ruleId: z.uuid() })
export const runResultSchema = z.object({ looked: z.number(), fired: z.number(), resolved: z.number() })
