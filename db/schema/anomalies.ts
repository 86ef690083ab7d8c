import { index, pgEnum, pgTable, real, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { organizations } from './accounts'
import { createdAt, moment } from './columns'
import { tools } from './tools'

export const anomalySeverityEnum = pgEnum('anomaly_severity', ['warning', 'critical', 'urgent'])
export const anomalyStateEnum = pgEnum('anomaly_state', ['ongoing', 'resolved', 'expired', 'dismissed', 'false_positive'])

/** Deviations of one tool's metric from its baseline. */
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
    metric: text().notNull(),
    severity: anomalySeverityEnum().notNull(),
    state: anomalyStateEnum().notNull().default('ongoing'),
    zScore: real().notNull(),
    impact: real().notNull(),
    baselineValue: real().notNull(),
    currentValue: real().notNull(),
    description: text().notNull(),
    startedAt: moment().notNull(),
    endedAt: moment(),
    createdAt: createdAt(),
  },
  (t) => [
    uniqueIndex('anomaly_events_window_key').on(t.toolId, t.metric, t.startedAt),
    index('anomaly_events_organization_idx').on(t.organizationId, t.startedAt),
  ],
)
