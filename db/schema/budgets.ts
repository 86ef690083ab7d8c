import { sql } from 'drizzle-orm'
import { doublePrecision, index, pgEnum, pgTable, smallint, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { consumers, organizations } from './accounts'
import { createdAt, micros, moment } from './columns'

export const consumerAlertKindEnum = pgEnum('consumer_alert_kind', ['low_balance', 'budget_exceeded', 'usage_spike'])

/** Something that a caller wants to know at once; at most one an hour and kind, open until it has passed. */
export const consumerAlerts = pgTable(
  'consumer_alerts',
  {
    id: uuid().primaryKey().defaultRandom(),
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    consumerId: uuid()
      .notNull()
      .references(() => consumers.id),
    kind: consumerAlertKindEnum().notNull(),
    /** Fires anew after it has passed, at the earliest an hour after this; sooner it opens again. */
    firedAt: moment().notNull(),
    resolvedAt: moment(),
    /** What was measured and what it was measured against: micros for money, calls for a spike. */
    value: doublePrecision().notNull(),
    threshold: doublePrecision().notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    uniqueIndex('consumer_alerts_open_key').on(t.consumerId, t.kind).where(sql`${t.resolvedAt} is null`),
    index('consumer_alerts_organization_idx').on(t.organizationId, t.firedAt),
  ],
)

/** "80 % of the month's budget is spent": once a month and level, with the moment at which it no longer held. */
export const usageWarnings = pgTable(
  'usage_warnings',
  {
    id: uuid().primaryKey().defaultRandom(),
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    consumerId: uuid()
      .notNull()
      .references(() => consumers.id),
    /** First moment of the month in UTC. */
    monthAt: moment().notNull(),
    /** 50, 80, 90 or 100 percent. */
    level: smallint().notNull(),
    spentMicros: micros().notNull(),
    budgetMicros: micros().notNull(),
    warnedAt: moment().notNull(),
    /** When the budget was raised or the spend corrected so that the level is no longer reached. */
    resolvedAt: moment(),
    createdAt: createdAt(),
  },
  (t) => [uniqueIndex('usage_warnings_key').on(t.consumerId, t.monthAt, t.level), index('usage_warnings_organization_idx').on(t.organizationId, t.warnedAt)],
)
