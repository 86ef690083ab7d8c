import { pgTable, primaryKey, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { developers, organizations } from './accounts'
import { createdAt, micros, moment } from './columns'

/**
 * A publisher's revenue by month, kept for good: rollups older than their retention go, what was
 * earned in them stays. Months whose days are all still there are summed again, older ones stand.
 */
export const revenueMonths = pgTable(
  'revenue_months',
  {
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    /** First moment of the month in UTC. */
    monthAt: moment().notNull(),
    revenueMicros: micros().notNull(),
    updatedAt: moment().notNull(),
  },
  (t) => [primaryKey({ columns: [t.organizationId, t.monthAt] })],
)

/** All that a publisher has earned has passed such a mark for the first time. */
export const revenueMilestones = pgTable(
  'revenue_milestones',
  {
    id: uuid().primaryKey().defaultRandom(),
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    developerId: uuid()
      .notNull()
      .references(() => developers.id),
    thresholdMicros: micros().notNull(),
    totalMicros: micros().notNull(),
    reachedAt: moment().notNull(),
    createdAt: createdAt(),
  },
  (t) => [uniqueIndex('revenue_milestones_key').on(t.developerId, t.thresholdMicros)],
)
