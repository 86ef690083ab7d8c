import { index, integer, pgEnum, pgTable, primaryKey, smallint, text, uuid } from 'drizzle-orm/pg-core'
import { moment } from './columns'

export const probeStateEnum = pgEnum('probe_state', ['up', 'degraded', 'down'])

/** One probe of one tool's health endpoint; keyed by its closed 5-minute window: twice is once. */
export const toolHealthChecks = pgTable(
  'tool_health_checks',
  {
    // No foreign keys, as on all tables that are written by the hundred thousand: each would cost
    // more than the row itself.
    toolId: uuid().notNull(),
    organizationId: uuid().notNull(),
    /** Start of the 5-minute window that the probe stands for. */
    windowAt: moment().notNull(),
    state: probeStateEnum().notNull(),
    statusCode: smallint(),
    latencyMs: integer(),
    /** Why it is not up, in words; never the body of the answer. */
    reason: text(),
    checkedAt: moment().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.toolId, t.windowAt] }),
    // Uptime of all tools over the last 28 days, and retention.
    index('tool_health_checks_window_idx').on(t.windowAt),
  ],
)
