import { sql } from 'drizzle-orm'
import {
  type AnyPgColumn,
  bigint,
  boolean,
  check,
  customType,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgEnum,
  pgTable,
  primaryKey,
  real,
  smallint,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import type { DetectorParameters, StoryFacts } from '@/lib/anomalies/model'
import { organizations } from './accounts'
import { createdAt, moment } from './columns'
import { tools } from './tools'

const bytes = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => 'bytea' })

export const anomalySeverityEnum = pgEnum('anomaly_severity', ['warning', 'critical', 'urgent'])
export const anomalyStateEnum = pgEnum('anomaly_state', ['ongoing', 'resolved', 'expired', 'dismissed', 'false_positive', 'withdrawn'])

/**
 * One cause, however many metrics and tools it shows in. A platform story (organizationId null) holds
 * together the stories of several developers, each of whom sees its own alone.
 */
export const anomalyStories = pgTable(
  'anomaly_stories',
  {
    id: uuid().primaryKey().defaultRandom(),
    organizationId: uuid().references(() => organizations.id),
    platformStoryId: uuid().references((): AnyPgColumn => anomalyStories.id),
    /** What is shared by what is in the story: `<cause kind>:<value>`, or `tool:<id>` while no cause stands out. */
    causeKey: text().notNull(),
    severity: anomalySeverityEnum().notNull(),
    state: anomalyStateEnum().notNull().default('ongoing'),
    /** 0 to 1. */
    impact: real().notNull(),
    /** One sentence, for lists, subjects and search. */
    title: text().notNull(),
    facts: jsonb().$type<StoryFacts>().notNull(),
    startedAt: moment().notNull(),
    /** End of the latest window that was out of the ordinary. */
    lastBadAt: moment().notNull(),
    endedAt: moment(),
    /** What a person said of it: was it real? Null while nobody has. */
    confirmed: boolean(),
    feedbackBy: uuid(),
    feedbackAt: moment(),
    feedbackNote: text(),
    createdAt: createdAt(),
    updatedAt: moment().notNull().defaultNow(),
  },
  (t) => [
    index('anomaly_stories_organization_idx').on(t.organizationId, t.startedAt),
    index('anomaly_stories_platform_idx').on(t.platformStoryId),
    // What is under way is looked up by every pass.
    index('anomaly_stories_ongoing_idx').on(t.lastBadAt).where(sql`${t.state} = 'ongoing'`),
    check('anomaly_stories_platform', sql`${t.organizationId} is not null or ${t.platformStoryId} is null`),
  ],
)

/** A stretch in which one metric of one tool was out of the ordinary, confirmed by the notifying layer. */
export const anomalyEvents = pgTable(
  'anomaly_events',
  {
    id: uuid().primaryKey().defaultRandom(),
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    toolId: uuid()
      .notNull()
      .references(() => tools.id),
    /** Set by the story pass, which follows detection. */
    storyId: uuid().references(() => anomalyStories.id),
    /** What the story pass traced its tool's calls to, as in anomaly_stories; null: to nothing, or it has not looked yet. */
    causeKey: text(),
    metric: text().notNull(),
    severity: anomalySeverityEnum().notNull(),
    state: anomalyStateEnum().notNull().default('ongoing'),
    zScore: doublePrecision().notNull(),
    impact: doublePrecision().notNull(),
    /** Usual and observed level of the worst half hour, in the metric's unit: ratio, ms, calls or micros per 5 min. */
    baselineValue: doublePrecision().notNull(),
    currentValue: doublePrecision().notNull(),
    description: text().notNull(),
    /** End of the window in which it was confirmed. */
    startedAt: moment().notNull(),
    /** End of the latest window that was out of the ordinary. */
    lastBadAt: moment().notNull(),
    endedAt: moment(),
    createdAt: createdAt(),
    /** Changed by detection; the story pass looks at what is newer than its last look. */
    updatedAt: moment().notNull().defaultNow(),
  },
  (t) => [
    index('anomaly_events_tool_idx').on(t.toolId, t.startedAt),
    // One at a time; the second of two racers gets a conflict.
    uniqueIndex('anomaly_events_ongoing_key').on(t.toolId, t.metric).where(sql`${t.state} = 'ongoing'`),
    index('anomaly_events_organization_idx').on(t.organizationId, t.startedAt),
    index('anomaly_events_story_idx').on(t.storyId),
  ],
)

/** The windows of an event that were out of the ordinary: what it is shown with, and what late rows are measured against. */
export const anomalyWindows = pgTable(
  'anomaly_windows',
  {
    toolId: uuid().notNull(),
    organizationId: uuid().notNull(),
    metric: text().notNull(),
    /** End of the 5-minute window. */
    windowAt: moment().notNull(),
    /** False for one that was suspicious and did not (yet) notify. */
    confirmed: boolean().notNull(),
    severity: anomalySeverityEnum().notNull(),
    observed: doublePrecision().notNull(),
    usual: doublePrecision().notNull(),
    expectedLow: doublePrecision().notNull(),
    expectedHigh: doublePrecision().notNull(),
    z: doublePrecision().notNull(),
    impact: doublePrecision().notNull(),
    reason: text().notNull(),
  },
  (t) => [primaryKey({ columns: [t.toolId, t.metric, t.windowAt] }), index('anomaly_windows_at_idx').on(t.windowAt)],
)

/** How far a tool has been judged, and what judging the next window needs (lib/anomalies/pass). */
export const anomalyStates = pgTable(
  'anomaly_states',
  {
    toolId: uuid().primaryKey(),
    organizationId: uuid().notNull(),
    /** Start of the tool's first known window. */
    knownFrom: moment().notNull(),
    /** End of the latest judged window. */
    judgedUntil: moment().notNull(),
    /** UTC midnight up to which its days are summed for the plain z-score. */
    summedUntil: moment().notNull(),
    /** The latest windows, packed. */
    recent: bytes().notNull(),
    parameters: jsonb().$type<DetectorParameters>().notNull(),
  },
  (t) => [index('anomaly_states_organization_idx').on(t.organizationId)],
)

/** A tool's half hours of the past 28 days at one time of day, packed: what is usual then. By slot, because a pass reads two of them. */
export const anomalyHalfHours = pgTable(
  'anomaly_half_hours',
  {
    /** 0 to 47: the half hour of the UTC day. */
    slot: smallint().notNull(),
    toolId: uuid().notNull(),
    organizationId: uuid().notNull(),
    history: bytes().notNull(),
  },
  (t) => [primaryKey({ columns: [t.slot, t.toolId] })],
)

const sums = () => ({
  /** 5-minute windows, quiet ones too. */
  windows: integer().notNull(),
  invocations: bigint({ mode: 'number' }).notNull(),
  callsSquares: doublePrecision().notNull(),
  revenueSum: doublePrecision().notNull(),
  revenueSquares: doublePrecision().notNull(),
  /** Windows with rated calls: error ratios. */
  ratedWindows: integer().notNull(),
  errorSum: doublePrecision().notNull(),
  errorSquares: doublePrecision().notNull(),
  /** Windows with latencies: mean latency in ms. */
  latencyWindows: integer().notNull(),
  latencySum: doublePrecision().notNull(),
  latencySquares: doublePrecision().notNull(),
})

/** Sums over the 5-minute windows of one tool and UTC day; counted again whole when late rows change the day. */
export const anomalyBaselineDays = pgTable(
  'anomaly_baseline_days',
  { toolId: uuid().notNull(), organizationId: uuid().notNull(), dayAt: moment().notNull(), ...sums() },
  (t) => [primaryKey({ columns: [t.toolId, t.dayAt] }), index('anomaly_baseline_days_day_idx').on(t.dayAt)],
)

/** The 28 whole days before today, weekdays and weekends apart: what the plain z-score compares with. */
export const anomalyBaselines = pgTable(
  'anomaly_baselines',
  {
    toolId: uuid().notNull(),
    weekend: boolean().notNull(),
    organizationId: uuid().notNull(),
    /** The first day with data, of either class. */
    firstDayAt: moment().notNull(),
    ...sums(),
  },
  (t) => [primaryKey({ columns: [t.toolId, t.weekend] })],
)

/**
 * What the plain z-score said, for colouring: per hour and metric (error rate, latency, calls, revenue)
 * the worst severity of its windows, 0 to 3, at byte hour * 4 + metric. No row: nothing all day.
 */
export const anomalyMarks = pgTable(
  'anomaly_marks',
  { toolId: uuid().notNull(), organizationId: uuid().notNull(), dayAt: moment().notNull(), marks: bytes().notNull() },
  (t) => [
    primaryKey({ columns: [t.toolId, t.dayAt] }),
    index('anomaly_marks_organization_idx').on(t.organizationId, t.dayAt),
    index('anomaly_marks_day_idx').on(t.dayAt),
    check('anomaly_marks_size', sql`length(${t.marks}) = 96`),
  ],
)

/** Maintenance, launches: what is out of the ordinary then is expected, and neither opens a story nor becomes usual. */
export const plannedEvents = pgTable(
  'planned_events',
  {
    id: uuid().primaryKey().defaultRandom(),
    /** Null: for everybody, by staff. */
    organizationId: uuid().references(() => organizations.id),
    /** Null: every tool. */
    toolId: uuid().references(() => tools.id),
    title: text().notNull(),
    fromAt: moment().notNull(),
    toAt: moment().notNull(),
    createdBy: uuid().notNull(),
    cancelledAt: moment(),
    createdAt: createdAt(),
  },
  (t) => [
    index('planned_events_organization_idx').on(t.organizationId, t.toAt),
    index('planned_events_to_idx').on(t.toAt),
    check('planned_events_order', sql`${t.toAt} > ${t.fromAt}`),
  ],
)

/** How often a detector is believed, by metric; one that rarely is asks for more before it speaks. */
export const detectorReports = pgTable('detector_reports', {
  metric: text().primaryKey(),
  /** Stories of the past 90 days with feedback, and those of them that were confirmed. */
  shown: integer().notNull(),
  confirmed: integer().notNull(),
  /** 0: as shipped; each step asks for more evidence (lib/anomalies/model.ts). */
  tightening: smallint().notNull().default(0),
  asOf: moment().notNull(),
})

/** How far a step of the pass has come, by name. */
export const anomalyCursors = pgTable('anomaly_cursors', { name: text().primaryKey(), at: moment().notNull() })
