import { z } from 'zod'
import { storyFilterSchema } from './filter'
import { anomalySeverities, anomalyStates, causeKinds, causePatterns } from './model'

// The JSON of stories.

/** A Date inside, an ISO 8601 string in JSON. */
const moment = z
  .date()
  .transform((at) => at.toISOString())
  .pipe(z.iso.datetime())

/** How many stories a page of the API has unless asked for otherwise, and at most. */
const PAGE = 50
const MOST = 100

export const storyListInputSchema = storyFilterSchema.extend({
  /** What the answer before gave as nextCursor. */
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(MOST).default(PAGE),
})

/** Shares are of what was out of the ordinary, 0..1. */
const evidenceSchema = z.object({
  kind: z.enum(causeKinds),
  value: z.string(),
  label: z.string(),
  shareNow: z.number(),
  shareBefore: z.number(),
  /** What part of the excess goes away without this value. */
  explains: z.number(),
  calls: z.number(),
  errors: z.number(),
})

const suspectSchema = z.object({
  kind: z.string(),
  label: z.string(),
  at: z.string(),
  toolId: z.string().nullable(),
  /** 0..1: nearness in time and overlap with what is affected. */
  likelihood: z.number(),
})

const storySchema = z.object({
  id: z.string(),
  /** What happened and why, in one sentence. */
  title: z.string(),
  severity: z.enum(anomalySeverities),
  state: z.enum(anomalyStates),
  /** 0 to 1. */
  impact: z.number(),
  cause: z
    .object({
      kind: z.enum(causeKinds),
      value: z.string(),
      label: z.string(),
      pattern: z.enum(causePatterns),
      statusCode: z.number().nullable(),
      /** What part of the excess it explains, 0..1. */
      confidence: z.number(),
    })
    .nullable(),
  /** Revenue against what was usual, in micros; negative: lost. */
  affected: z.object({
    tools: z.array(z.object({ id: z.string(), name: z.string() })),
    consumers: z.number(),
    consumerNames: z.array(z.string()),
    calls: z.number(),
    failedCalls: z.number(),
    revenueMicros: z.number(),
  }),
  /** Set when other developers' tools are affected by the same cause. */
  platform: z.object({ developers: z.number(), tools: z.number() }).nullable(),
  startedAt: moment,
  lastBadAt: moment,
  endedAt: moment.nullable(),
  /** What a person said of it: was it real? */
  confirmed: z.boolean().nullable(),
})

export const storyListSchema = z.object({
  stories: z.array(storySchema),
  /** Hand back as ?cursor= for the next page; null: this was the last. */
  nextCursor: z.string().nullable(),
})

export const storyDetailSchema = storySchema.extend({
  why: z.string(),
  who: z.string(),
  /** How it stands, where it does not go on as it began; null while it does. */
  standing: z.string().nullable(),
  /** What to do, first things first, nothing where somebody closed it; href is a page of the dashboard. */
  steps: z.array(z.object({ text: z.string(), href: z.string().optional() })),
  evidence: z.array(evidenceSchema),
  suspects: z.array(suspectSchema),
  /** The metrics that are, or were, out of the ordinary; levels in ratio, ms, calls or micros per 5 minutes. */
  events: z.array(
    z.object({
      id: z.string(),
      toolId: z.string(),
      toolName: z.string(),
      /** error_rate, latency, invocations or revenue. */
      metric: z.string(),
      severity: z.enum(anomalySeverities),
      state: z.enum(anomalyStates),
      baselineValue: z.number(),
      currentValue: z.number(),
      description: z.string(),
      startedAt: moment,
      lastBadAt: moment,
      endedAt: moment.nullable(),
    }),
  ),
})

export const storyParamsSchema = z.object({ storyId: z.string() })

/** A story after somebody judged it. */
export const judgedSchema = storySchema.pick({ id: true, state: true, confirmed: true })
