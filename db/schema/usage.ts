import { bigint, doublePrecision, index, integer, pgTable, primaryKey, uuid } from 'drizzle-orm/pg-core'
import { micros, moment } from './columns'

/** Who called what, by day: distinct consumers, usage pages, customer health. Built by aggregate-usage. */
export const consumerUsageDaily = pgTable(
  'consumer_usage_daily',
  {
    // No foreign keys, as on all rollups: the calls below them have none either.
    toolId: uuid().notNull(),
    consumerId: uuid().notNull(),
    /** UTC midnight that starts the day. */
    dayAt: moment().notNull(),
    /** The publisher's organization; the consumer's own organization may read the row too. */
    organizationId: uuid().notNull(),
    consumerOrganizationId: uuid().notNull(),
    invocations: integer().notNull(),
    /** Calls whose outcome is known: the denominator of the error rate. */
    rated: integer().notNull(),
    errors: integer().notNull(),
    /** Failed calls that are the caller's own fault. */
    errorsConsumer: integer().notNull().default(0),
    latencyCount: integer().notNull(),
    latencySumMs: doublePrecision().notNull(),
    spendMicros: micros().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.toolId, t.dayAt, t.consumerId] }),
    index('consumer_usage_daily_consumer_idx').on(t.consumerId, t.dayAt),
    index('consumer_usage_daily_organization_idx').on(t.organizationId, t.dayAt),
  ],
)

/**
 * How much a consumer calls in an hour, over all tools: what a sudden rise is measured against. Only
 * hours with calls; counted while they are new (lib/usage), kept five weeks.
 */
export const consumerHours = pgTable(
  'consumer_hours',
  {
    consumerId: uuid().notNull(),
    /** Start of the UTC hour. */
    hourAt: moment().notNull(),
    /** The consumer's own. */
    organizationId: uuid().notNull(),
    invocations: integer().notNull(),
    spendMicros: micros().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.consumerId, t.hourAt] }),
    // The newest hours of everybody, every five minutes.
    index('consumer_hours_hour_idx').on(t.hourAt),
  ],
)

/** "This tool's day has changed raw rows": written by the rollup, read by aggregate-usage. Append-only like rollup_marks. */
export const usageMarks = pgTable('usage_marks', {
  seq: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
  toolId: uuid().notNull(),
  organizationId: uuid().notNull(),
  dayAt: moment().notNull(),
})
