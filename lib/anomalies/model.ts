import { z } from 'zod'

// What went differently from usual? Deviations of one tool's metric from its own baseline, shown on
// the health page's timeline and marked on its charts. Reads and (once detection runs) writes
// anomaly_events; nothing else does.

/** |z| over 2, 3 and 4. In order of urgency, least first. */
const anomalySeverities = ['warning', 'critical', 'urgent'] as const

/** resolved: back for 30 minutes; expired: the new level lasted so long that it is the new normal. */
const anomalyStates = ['ongoing', 'resolved', 'expired', 'dismissed', 'false_positive'] as const

/** How many days the timeline shows, and the most that the API gives. */
const TIMELINE_DAYS = 30
const MAX_TIMELINE_DAYS = 90

/** A Date inside, an ISO 8601 string in JSON. */
const moment = z
  .date()
  .transform((at) => at.toISOString())
  .pipe(z.iso.datetime())

export const anomalySchema = z.object({
  id: z.string(),
  toolId: z.string(),
  toolName: z.string(),
  /** error_rate, latency, invocations or revenue. */
  metric: z.string(),
  severity: z.enum(anomalySeverities),
  state: z.enum(anomalyStates),
  /** Standard deviations from the baseline, with sign. */
  zScore: z.number(),
  /** 0 to 1. */
  impact: z.number(),
  /** In the metric's unit: ratio, milliseconds, calls, micros. */
  baselineValue: z.number(),
  currentValue: z.number(),
  description: z.string(),
  startedAt: moment,
  endedAt: moment.nullable(),
})
export type AnomalyEvent = z.input<typeof anomalySchema>

export const anomaliesQuerySchema = z.strictObject({ days: z.coerce.number().int().min(1).max(MAX_TIMELINE_DAYS).default(TIMELINE_DAYS) })
export const anomaliesSchema = z.object({ anomalies: z.array(anomalySchema) })
