import { z } from 'zod'

// What is bad enough to tell somebody, and what becomes of it. One rule model serves platform, tenant,
// connected service and provider. An evaluation reads what the rules name (lib/alerts/metrics), decides for
// each fingerprint whether it is bad (evaluate.ts) and what follows from that (lifecycle.ts), and writes
// alerts with their events; channels read those events later and tell people. Reads: metrics, scores,
// anomalies, usage. Writes the tables of db/schema/alerts.ts.

export const ruleKinds = ['threshold', 'anomaly', 'change', 'absence', 'schedule', 'burn_rate'] as const
export type RuleKind = (typeof ruleKinds)[number]

export const alertSeverities = ['warning', 'critical'] as const
export type AlertSeverity = (typeof alertSeverities)[number]

export const operators = ['gt', 'lt', 'eq'] as const
export type Operator = (typeof operators)[number]

export const alertStates = ['firing', 'acknowledged', 'resolved', 'dismissed', 'false_positive'] as const
export type AlertState = (typeof alertStates)[number]
/** At most one alert of a fingerprint is in one of these. */
export const openStates = ['firing', 'acknowledged'] as const satisfies readonly AlertState[]

/** What a fingerprint is in between evaluations; one that is fine has no phase. */
export const phases = ['pending', 'firing', 'recovering', 'no_data', 'error'] as const
export type Phase = (typeof phases)[number]

/** What becomes of an alert whose data goes missing: it stays, it resolves with that reason, or missing data is itself the alert. */
export const noDataPolicies = ['keep', 'resolve', 'alert'] as const
export type NoDataPolicy = (typeof noDataPolicies)[number]

export const resolveReasons = ['recovered', 'no_data', 'rule_changed', 'rule_deleted', 'rule_off', 'source', 'by_hand'] as const
export type ResolveReason = (typeof resolveReasons)[number]

export const alertEventTypes = ['fired', 'escalated', 'acknowledged', 'rearmed', 'resolved', 'dismissed', 'false_positive'] as const
export type AlertEventType = (typeof alertEventTypes)[number]

/** Names and values that silences, routes and groups match; names of the metric's dimensions, and rule, metric, tool, severity. */
export type Labels = Record<string, string>

/** Alertmanager's four: equal, unequal, matches, does not match (the whole value, RE2 without look-around). */
export const matcherSchema = z.object({
  name: z.string().min(1).max(100),
  op: z.enum(['=', '!=', '=~', '!~']),
  value: z.string().max(500),
})
export type Matcher = z.infer<typeof matcherSchema>

/** How long an acknowledgement holds: until the alert resolves, until a moment, or until its value is worse than now. */
export const acknowledgementSchema = z.discriminatedUnion('until', [
  z.object({ until: z.literal('resolved') }),
  z.object({ until: z.literal('time'), at: z.iso.datetime() }),
  z.object({ until: z.literal('worse'), than: z.number() }),
])
export type Acknowledgement = z.infer<typeof acknowledgementSchema> & { reason: string }

/** The good (or bad) and the total of an SLO, as metrics of the catalogue with their filters. */
export const ratioSchema = z.object({
  bad: z.object({ metric: z.string(), filter: z.record(z.string(), z.string()).default({}) }),
  total: z.object({ metric: z.string(), filter: z.record(z.string(), z.string()).default({}) }),
})

/** What a kind needs besides the columns that all rules have. */
export const ruleOptionsSchema = z.object({
  /** anomaly: how many standard deviations from the 28-day baseline, and which way. */
  z: z.number().min(1).max(10).optional(),
  direction: z.enum(['up', 'down', 'both']).optional(),
  /** change: percent against the window before it (or the same window a week earlier). */
  percent: z.number().positive().max(10_000).optional(),
  against: z.enum(['previous', 'week']).optional(),
  /** absence: minutes without a value. */
  minutes: z.number().int().min(1).max(1440).optional(),
  /** schedule: five-field cron expression in the zone. */
  cron: z.string().max(100).optional(),
  timeZone: z.string().max(60).optional(),
  /** burn_rate: 0..1, days of the SLO's window, and the part of the budget that a page may cost. */
  objective: z.number().gt(0).lt(1).optional(),
  windowDays: z.union([z.literal(7), z.literal(28), z.literal(30)]).optional(),
  ratio: ratioSchema.optional(),
  /** burn_rate: fires as well at so many bad events in 6 hours, for services with little traffic. */
  minBad: z.number().int().positive().optional(),
  /** burn_rate: the budget is judged once its days hold so many events; one bad event of one is no burning budget. */
  minEvents: z.number().int().min(0).max(1_000_000_000).optional(),
})
export type RuleOptions = z.infer<typeof ruleOptionsSchema>

/** How long notifications rest after somebody has acknowledged. */
export const ACKNOWLEDGED_REST_MINUTES = 60

/** A series that has given nothing for so many evaluations in a row is gone. */
export const GONE_AFTER_EVALUATIONS = 2

/** The part of the threshold that a value must be back by before recovery counts. Ours; the spec's 10 %. */
export const HYSTERESIS = 0.1

/** What the bell tells: something began, came back, became graver or is over. Not what people did about it. */
export const bellEventTypes = ['fired', 'rearmed', 'escalated', 'resolved'] as const satisfies readonly AlertEventType[]
export type BellEventType = (typeof bellEventTypes)[number]
