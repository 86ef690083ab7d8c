import { z } from 'zod'

// How good is a publisher's work, will a caller's calls go on working, why, and what should be fixed
// first? A scorecard (scorecard.ts) is data; reading, scoring, explaining and promising are one
// function each over any scorecard. Reads the daily rollups, usage, probes, reviews, refunds, webhook
// deliveries, keys, balances and settings; writes developer_health_scores and consumer_health_scores
// (one receipt a subject and day), action_dismissals and action_promises.
//
// This file holds the nouns that leave the domain: what a page, a mail and the API are told.
// Points are in steps of 0.1 everywhere; ratios are 0..1; moments are UTC.

/** Every judgement looks at this many whole UTC days, and compares with as many before them. */
export const WINDOW_DAYS = 28
/** "Remind me in 7 days". */
export const DISMISS_DAYS = 7
/** Looking through the active sessions counts for so long. */
export const SESSION_REVIEW_DAYS = 90
/** Rates over fewer calls are shown but marked; over fewer still they do not apply (spec, section 4). */
export const LOW_VOLUME_CALLS = 100
export const MINIMUM_CALLS = 30

export const lights = ['good', 'warning', 'critical'] as const
export type Light = (typeof lights)[number]

export const grades = ['A+', 'A', 'A-', 'B+', 'B', 'B-', 'C+', 'C', 'C-', 'D', 'F'] as const
export type Grade = (typeof grades)[number]

/** `low_volume` is scored like `applicable`; `not_applicable` is left out of its dimension. */
export const metricStates = ['applicable', 'low_volume', 'not_applicable'] as const
export type MetricState = (typeof metricStates)[number]

/** How a value reads: ratio 0..1, change = ratio with a sign, yes_no = 1 or 0, stars 1..5. */
export const units = ['ratio', 'change', 'milliseconds', 'yes_no', 'stars', 'count', 'days'] as const
export type Unit = (typeof units)[number]

/** critical: payouts, visibility or the next call at stake; recommended: raises the score; optimization: growth. In order of urgency. */
export const priorities = ['critical', 'recommended', 'optimization'] as const
export type Priority = (typeof priorities)[number]

/** none: no receipt yet (the first is written at 03:00 UTC); new: too little data to judge. */
const reportStates = ['none', 'new', 'scored'] as const

export const trends = ['improving', 'stable', 'declining'] as const
export type Trend = (typeof trends)[number]

/** A Date inside, an ISO 8601 string in JSON. */
const moment = z
  .date()
  .transform((at) => at.toISOString())
  .pipe(z.iso.datetime())

/** One step of a metric's scale, best first, in words: "under 1 %", 20 points. */
const thresholdSchema = z.object({
  label: z.string(),
  points: z.number(),
  /** True for the step that the value stands on; for pro-rata scales the steps are its two ends and neither is marked. */
  reached: z.boolean(),
})

/** Against the receipt of 7 days before; null where there is none or the metric did not apply then. */
const changeSchema = z.object({
  /** Points now minus points then. */
  points: z.number().nullable(),
  /** The value then; null for scores and dimensions, whose value is their points. */
  valueBefore: z.number().nullable(),
})

/** One a day, oldest first, WINDOW_DAYS of them up to the newest receipt; null = no receipt that day or not applicable. */
const pointsHistorySchema = z.array(z.number().nullable())

const reportMetricSchema = z.object({
  id: z.string(),
  title: z.string(),
  unit: z.enum(units),
  /** Where the figure comes from, in words. */
  source: z.string(),
  state: z.enum(metricStates),
  /** Why it does not apply or is of low volume; null when it simply applies. */
  reason: z.string().nullable(),
  /** In the metric's unit; null when not applicable. */
  value: z.number().nullable(),
  /** The value in words with its unit: "0.8 %", "340 ms", "yes". */
  valueLabel: z.string().nullable(),
  /** Error rate only: the rate before anything was left out, whoever was to blame. */
  rawValue: z.number().nullable(),
  /** How many calls, probes, deliveries or reviews the value stands on; null for settings. */
  volume: z.number().nullable(),
  points: z.number().nullable(),
  max: z.number(),
  /** What fixing it adds to the total; 0 at its best, null while the developer is new or it does not apply. */
  gain: z.number().nullable(),
  thresholds: z.array(thresholdSchema),
  change: changeSchema,
  history: pointsHistorySchema,
  valueHistory: pointsHistorySchema,
})

const reportDimensionSchema = z.object({
  id: z.string(),
  title: z.string(),
  max: z.number(),
  /** Null when none of its metrics applies. */
  points: z.number().nullable(),
  /** Null without points, and while the developer is new. */
  light: z.enum(lights).nullable(),
  /** How the metrics become the points, in one sentence with the figures ("15 of 17 applicable points, scaled to 20"). */
  arithmetic: z.string(),
  /** The worst tool with traffic, where it counted by itself: its own points, and the points of all tools together. */
  worst: z.object({ toolId: z.string(), toolName: z.string(), points: z.number(), allTools: z.number() }).nullable(),
  /** Titles of the metrics that were left out. */
  leftOut: z.array(z.string()),
  metrics: z.array(reportMetricSchema),
  change: changeSchema,
  history: pointsHistorySchema,
})

const reportActionSchema = z.object({
  /** The id of the metric that the action improves. */
  id: z.string(),
  dimensionId: z.string(),
  title: z.string(),
  /** What is wrong, with figures. */
  detail: z.string(),
  priority: z.enum(priorities),
  /** What a calculation with the metric at its best adds to the total; 0 while the cap holds it down; null while new. */
  points: z.number().nullable(),
  href: z.string(),
  steps: z.array(z.string()),
  /** Since which receipt the action has been open, and what it promised then. */
  openSince: moment.nullable(),
  promisedPoints: z.number().nullable(),
  /** Set while the action is hidden. */
  dismissedUntil: moment.nullable(),
})

const wonPointsSchema = z.object({
  actionId: z.string(),
  title: z.string(),
  openedAt: moment,
  closedAt: moment,
  promisedPoints: z.number(),
  wonPoints: z.number(),
})

const checklistItemSchema = z.object({
  id: z.string(),
  title: z.string(),
  state: z.enum(['done', 'open', 'not_applicable']),
  detail: z.string(),
  /** Points in the scorecard; null for the one item that carries none (active sessions). */
  max: z.number().nullable(),
  href: z.string(),
  steps: z.array(z.string()),
})

/** One part of a change between two receipts; the parts add up to the whole change. */
const changePartSchema = z.object({
  id: z.string(),
  title: z.string(),
  points: z.number(),
  detail: z.string(),
})

const historyPointSchema = z.object({
  asOf: moment,
  score: z.number().nullable(),
  rawScore: z.number().nullable(),
  grade: z.enum(grades).nullable(),
  light: z.enum(lights).nullable(),
  /** Points by dimension id. */
  dimensions: z.record(z.string(), z.number().nullable()),
})

export const securityStatusSchema = z.object({
  done: z.number(),
  /** Items that apply. */
  total: z.number(),
  items: z.array(checklistItemSchema),
})

/** What is said about any score. */
const scoreReportSchema = z.object({
  organizationId: z.string(),
  state: z.enum(reportStates),
  /** True when the newest receipt is not of today or yesterday: the job has not run. */
  stale: z.boolean(),
  /** End of the 28 days, exclusive; null without a receipt. */
  asOf: moment.nullable(),
  calculatedAt: moment.nullable(),
  formulaVersion: z.string().nullable(),
  inputsHash: z.string().nullable(),
  score: z.number().nullable(),
  grade: z.enum(grades).nullable(),
  light: z.enum(lights).nullable(),
  cappedAt: z.number().nullable(),
  /** What the cap rests on, in one sentence; null when nothing caps. */
  capReason: z.string().nullable(),
  /** "87.2: API keys older than 90 days and webhook deliveries at 96.1 % cost 9.1 points." */
  why: z.string(),
  /** Whole-total arithmetic in words, when a dimension is left out or the cap holds; else null. */
  arithmetic: z.string().nullable(),
  change: z.object({
    /** Total now minus total 7 and 28 days ago. */
    week: z.number().nullable(),
    fourWeeks: z.number().nullable(),
    /** Against last week; a move of less than 1 point is stable. */
    trend: z.enum(trends).nullable(),
    /** What the change of the week is made of, largest first. */
    because: z.array(changePartSchema),
  }),
  dimensions: z.array(reportDimensionSchema),
  /** Sorted by priority, then points. */
  actions: z.array(reportActionSchema),
  dismissed: z.array(reportActionSchema),
  /** Actions that closed in the last 28 days and stayed closed, newest first. */
  won: z.array(wonPointsSchema),
  /** The receipts of the last 28 days, oldest first. */
  history: z.array(historyPointSchema),
})

/** All that is said about a developer's health: page, API and weekly digest read this and nothing else. */
export const healthReportSchema = scoreReportSchema.extend({
  developerId: z.string(),
  /** With raw instead of fair error rates. */
  rawScore: z.number().nullable(),
  /** "Raw 71.0, fair 88.0: INC-12 took 41 minutes out." Null when both are equal. */
  fairness: z.string().nullable(),
  security: securityStatusSchema,
})

/** All that is said about a consumer's health. */
export const consumerHealthReportSchema = scoreReportSchema.extend({ consumerId: z.string() })

export type ScoreReport = z.input<typeof scoreReportSchema>
export type HealthReport = z.input<typeof healthReportSchema>
export type ConsumerHealthReport = z.input<typeof consumerHealthReportSchema>
export type ReportDimension = z.input<typeof reportDimensionSchema>
export type ReportMetric = z.input<typeof reportMetricSchema>
export type ReportAction = z.input<typeof reportActionSchema>
export type WonPoints = z.input<typeof wonPointsSchema>
export type ChangePart = z.input<typeof changePartSchema>
export type ChecklistItem = z.input<typeof checklistItemSchema>
export type SecurityStatus = z.input<typeof securityStatusSchema>
export type ScoreHistoryPoint = z.input<typeof historyPointSchema>
export type Threshold = z.input<typeof thresholdSchema>

export const reportActionsSchema = z.object({ actions: z.array(reportActionSchema), dismissed: z.array(reportActionSchema), won: z.array(wonPointsSchema) })

export const dismissInputSchema = z.strictObject({ actionId: z.string().min(1).max(64) })
export type DismissInput = z.infer<typeof dismissInputSchema>
/** remindAt: when the action shows again by itself. */
export const dismissedSchema = z.object({ actionId: z.string(), remindAt: moment })
