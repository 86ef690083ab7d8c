import { sql } from 'drizzle-orm'
import { bigint, check, doublePrecision, index, integer, jsonb, pgEnum, pgTable, primaryKey, smallint, text, unique, uuid } from 'drizzle-orm/pg-core'
import type { Dimensions } from '@/lib/dimensions'
import { micros, moment } from './columns'

/**
 * What is known about one tool in one bucket of time. Every count is recomputed from the raw rows
 * when the bucket is marked, so late rows, repeats and re-attribution cannot make it drift.
 */
const toolMetrics = () => ({
  toolId: uuid().notNull(),
  organizationId: uuid().notNull(),
  /** Start of the half-open bucket, UTC-aligned. */
  bucketAt: moment().notNull(),
  invocations: integer().notNull(),
  /** Calls whose outcome is known: the denominator of the raw error rate. */
  rated: integer().notNull(),
  /** Failed calls, whoever is to blame. */
  errors: integer().notNull(),
  /** 400-499 without 429. */
  errors4xx: integer().notNull(),
  errors429: integer().notNull(),
  errors5xx: integer().notNull(),
  errorsDeveloper: integer().notNull(),
  errorsConsumer: integer().notNull(),
  errorsPlatform: integer().notNull(),
  errorsUpstream: integer().notNull(),
  /** Rated calls outside platform and upstream fault windows: the fair denominator. */
  fairRated: integer().notNull(),
  /** Developer's errors outside such windows: the fair numerator. */
  fairErrors: integer().notNull(),
  latencyCount: integer().notNull(),
  latencySumMs: doublePrecision().notNull(),
  revenueMicros: micros().notNull(),
  /** Distinct consumers in the bucket (not additive). */
  consumers: integer().notNull(),
  /** DDSketch of latency: bucket indexes, ascending, and their counts (lib/sketch.ts). */
  sketchKeys: smallint().array().notNull(),
  sketchCounts: integer().array().notNull(),
})

/** Kept 35 days; partitioned by day (hand-written migration). */
export const toolMetrics5m = pgTable('tool_metrics_5m', toolMetrics(), (t) => [
  primaryKey({ columns: [t.toolId, t.bucketAt] }),
  index('tool_metrics_5m_organization_idx').on(t.organizationId, t.bucketAt),
])

/** Kept 400 days; partitioned by month (hand-written migration). */
export const toolMetricsHourly = pgTable('tool_metrics_hourly', toolMetrics(), (t) => [
  primaryKey({ columns: [t.toolId, t.bucketAt] }),
  index('tool_metrics_hourly_organization_idx').on(t.organizationId, t.bucketAt),
])

/**
 * Daily partial sums of the hourly rows, kept with them: 28 rows a tool instead of 672 for every
 * 28-day judgement.
 */
export const toolMetricsDaily = pgTable('tool_metrics_daily', toolMetrics(), (t) => [
  primaryKey({ columns: [t.toolId, t.bucketAt] }),
  // Score runs read one 28-day range of all tools.
  index('tool_metrics_daily_bucket_idx').on(t.bucketAt),
  index('tool_metrics_daily_organization_idx').on(t.organizationId, t.bucketAt),
])

/**
 * Who called a tool on a day, nothing more: distinct consumers do not add up over hours, and reading
 * a whole day of raw rows again for each of its 288 rollups would. Calls are never deleted singly,
 * so the set only grows, and it is complete for as long as the day's raw rows are there; it goes
 * with them. Partitioned by day (hand-written migration).
 */
export const toolConsumersDaily = pgTable(
  'tool_consumers_daily',
  {
    toolId: uuid().notNull(),
    consumerId: uuid().notNull(),
    /** UTC midnight that starts the day. */
    dayAt: moment().notNull(),
    organizationId: uuid().notNull(),
  },
  // Also the index of every reader: an organization's tools are few, and are looked up first.
  (t) => [primaryKey({ columns: [t.toolId, t.dayAt, t.consumerId] })],
)

/**
 * "This tool's 5-minute bucket was counted again long after it closed": late rows. Written by the rollup,
 * read by anomaly detection, which judges anew from there. Append-only like rollup_marks.
 */
export const recountMarks = pgTable('recount_marks', {
  seq: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
  toolId: uuid().notNull(),
  organizationId: uuid().notNull(),
  bucketAt: moment().notNull(),
})

/** How far a stage has come: whoever reads after it waits for the moment. One row a stage. */
export const metricProgress = pgTable('metric_progress', { stage: text().primaryKey(), at: moment().notNull() })

export const metricKindEnum = pgEnum('metric_kind', ['counter', 'gauge', 'histogram'])

/**
 * One metric with one set of dimensions: what the platform and the product measure of themselves, and what
 * arrives as custom metrics. Without an organization it is the platform's.
 */
export const metricSeries = pgTable(
  'metric_series',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    organizationId: uuid(),
    metric: text().notNull(),
    kind: metricKindEnum().notNull(),
    dimensions: jsonb().$type<Dimensions>().notNull().default({}),
    /** Minute of the newest value. */
    lastAt: moment().notNull(),
    createdAt: moment().notNull().defaultNow(),
  },
  (t) => [
    unique('metric_series_key').on(t.organizationId, t.metric, t.dimensions).nullsNotDistinct(),
    index('metric_series_metric_idx').on(t.metric),
    // The alert evaluator looks for new ones every minute.
    index('metric_series_created_idx').on(t.createdAt),
    // The keys of lib/dimensions.ts; the database refuses others.
    check(
      'metric_series_dimensions',
      sql`${t.dimensions} - array['route', 'status_code', 'provider', 'queue', 'plan', 'status', 'type', 'service', 'tool'] = '{}'::jsonb`,
    ),
  ],
)

/** What a window of a series holds. A counter's sum is its increase; a gauge's latest value is `last`. */
const seriesValues = () => ({
  seriesId: bigint({ mode: 'number' }).notNull(),
  organizationId: uuid(),
  /** Start of the half-open window, UTC. */
  at: moment().notNull(),
  count: integer().notNull(),
  sum: doublePrecision().notNull(),
  min: doublePrecision(),
  max: doublePrecision(),
  last: doublePrecision(),
  /** DDSketch of a histogram's values (lib/sketch.ts); null otherwise. */
  sketchKeys: smallint().array(),
  sketchCounts: integer().array(),
})

/**
 * Minutes, kept 48 hours; partitioned by day (hand-written migration). Each writing process has a row of its
 * own and overwrites it with what it knows of the minute: written twice is written once.
 */
export const metricMinutes = pgTable('metric_minutes', { ...seriesValues(), writer: uuid().notNull() }, (t) => [
  primaryKey({ columns: [t.seriesId, t.at, t.writer] }),
  index('metric_minutes_at_idx').on(t.at),
  index('metric_minutes_organization_idx').on(t.organizationId, t.at),
])

/** Hours, kept 400 days; partitioned by month (hand-written migration). */
export const metricHours = pgTable('metric_hours', seriesValues(), (t) => [
  primaryKey({ columns: [t.seriesId, t.at] }),
  index('metric_hours_at_idx').on(t.at),
  index('metric_hours_organization_idx').on(t.organizationId, t.at),
])

/**
 * "This series has new or changed minutes in an hour that is over." Written with the minutes, taken by the
 * rollup to hours, which counts the hour again from its minutes. Append-only like rollup_marks.
 */
export const metricMarks = pgTable('metric_marks', {
  seq: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
  seriesId: bigint({ mode: 'number' }).notNull(),
  hourAt: moment().notNull(),
})

/**
 * How far a stream of OTLP points has come (one sender, metric and set of attributes): what was counted is
 * not counted again, and a cumulative point becomes the difference to the one before it.
 */
export const metricStreams = pgTable(
  'metric_streams',
  {
    /** sha256 of who sends, the metric, and the attributes of resource, scope and point. */
    id: text().primaryKey(),
    organizationId: uuid(),
    /** Nanoseconds since 1970, as the points state them. */
    startedNs: bigint({ mode: 'bigint' }).notNull(),
    atNs: bigint({ mode: 'bigint' }).notNull(),
    /** The newest cumulative point; empty for delta points. */
    value: jsonb().notNull().default({}),
    updatedAt: moment().notNull().defaultNow(),
  },
  (t) => [index('metric_streams_updated_idx').on(t.updatedAt)],
)
