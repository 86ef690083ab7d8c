import { z } from 'zod'

// What went differently from usual, why, and for whom? Two layers: the plain z-score colours the
// timeline (anomaly_marks); what notifies is confirmed (anomaly_events) and told as stories, one per
// cause (anomaly_stories). Reads the 5-minute rollups and the marks of late rows; writes the tables of
// db/schema/anomalies.ts; nothing else does.

export const anomalyMetrics = ['error_rate', 'latency', 'invocations', 'revenue'] as const
export type AnomalyMetric = (typeof anomalyMetrics)[number]

/** In order of urgency, least first. */
export const anomalySeverities = ['warning', 'critical', 'urgent'] as const
export type AnomalySeverity = (typeof anomalySeverities)[number]

/**
 * resolved: back for 30 minutes; expired: the new level lasted so long that it is the new normal;
 * withdrawn: rows that came late show that nothing was unusual.
 */
export const anomalyStates = ['ongoing', 'resolved', 'expired', 'dismissed', 'false_positive', 'withdrawn'] as const
export type AnomalyState = (typeof anomalyStates)[number]

/** What a story can be traced to: one value of one of these whose removal flattens what was seen. */
export const causeKinds = ['consumer', 'api_key', 'error_code', 'provider', 'route', 'version', 'platform', 'tool'] as const
export type CauseKind = (typeof causeKinds)[number]

/**
 * What the cause does. retry_loop: calls many times as often, and fails; credentials: is refused with 401
 * or 403; rate_limit: with 429; errors: fails otherwise; slowness, surge, absence: answers slowly, calls
 * more, calls less or not at all.
 */
export const causePatterns = ['retry_loop', 'credentials', 'rate_limit', 'errors', 'slowness', 'surge', 'absence'] as const
export type CausePattern = (typeof causePatterns)[number]

export interface StoryCause {
  kind: CauseKind
  /** An id, a code or a name. */
  value: string
  /** How people call it. */
  label: string
  pattern: CausePattern
  /** What most of its failures answer with; null where they are not failures, or have no status in common. */
  statusCode: number | null
  /** What part of the excess it explains, 0..1. */
  confidence: number
}

/** One value of one dimension: its share of the calls (or errors) now and in the time before. */
export interface Evidence {
  kind: CauseKind
  /** An id, a code or a name. */
  value: string
  /** How people call it. */
  label: string
  /** Shares of what was out of the ordinary, 0..1. */
  shareNow: number
  shareBefore: number
  /** What part of the excess goes away without this value, 0..1 (more than 1: without it things would be better than usual). */
  explains: number
  calls: number
  errors: number
}

/** Something that changed shortly before. */
export interface Suspect {
  kind: 'version' | 'deploy' | 'key_rotation' | 'price_change' | 'flag_change' | 'provider_incident' | 'platform_incident' | 'other'
  label: string
  /** ISO 8601. */
  at: string
  toolId: string | null
  /** 0..1: nearness in time and overlap with what is affected. */
  likelihood: number
}

/** What is affected, by name where it is few. */
export interface Affected {
  /** Tools of the story. */
  tools: { id: string; name: string; organizationId: string }[]
  developers: number
  consumers: number
  /** The most affected consumers' ids and names, at most five. */
  consumerNames: string[]
  calls: number
  failedCalls: number
  /** Revenue against what was usual; negative: lost. */
  revenueMicros: number
}

/** What the story pass found out, as data; words are made of it by pure functions. */
export interface StoryFacts {
  cause: StoryCause | null
  evidence: Evidence[]
  suspects: Suspect[]
  affected: Affected
  /** The metrics that are out of the ordinary, and which way. */
  signs: { metric: AnomalyMetric; direction: 'up' | 'down'; toolId: string; observed: number; usual: number }[]
  /** Set on a developer's part of a platform story: how many developers and tools it covers in all. */
  platform: { developers: number; tools: number } | null
  /** Which calls were looked into (ISO 8601, a story's first hours where it lasts long), and on how many earlier days at the same time; null: none were left. */
  examined: { from: string; to: string; days: number } | null
}

/** What the confirming layer knows of one metric of a tool besides its history. */
export interface MetricParameters {
  /** The usual error rate, 0..1; 0 for other metrics. */
  rate: number
  /** How much half hours vary more than chance (lib/anomalies/detect/tool). */
  burstiness: number
  /** The evidence from which errors are a spike; 0 for other metrics. */
  spike: number
  /** Only what is newer is usual (ms): set when a new level has become the normal. */
  usualFrom: number
}
export type DetectorParameters = Record<AnomalyMetric, MetricParameters>

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
  /** In the metric's unit: ratio, milliseconds, calls or micros per 5 minutes. */
  baselineValue: z.number(),
  currentValue: z.number(),
  description: z.string(),
  /** The story it belongs to; null until it is told. */
  storyId: z.string().nullable(),
  startedAt: moment,
  endedAt: moment.nullable(),
})
export type AnomalyEvent = z.input<typeof anomalySchema>

export const anomaliesQuerySchema = z.strictObject({ days: z.coerce.number().int().min(1).max(MAX_TIMELINE_DAYS).default(TIMELINE_DAYS) })
export const anomaliesSchema = z.object({ anomalies: z.array(anomalySchema) })
