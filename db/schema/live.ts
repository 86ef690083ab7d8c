import { bigint, index, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { moment } from './columns'

/**
 * What open pages are told. Written by triggers when a transaction commits, one after the other
 * (db/security.sql), so that the numbers stand in the order in which readers can see them: whoever has
 * seen a number has missed none below it. Kept an hour.
 */
export const liveEvents = pgTable(
  'live_events',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    /** Null: for staff. */
    organizationId: uuid(),
    /** alert | incident | value | channel | evaluator. */
    topic: text().notNull(),
    subjectId: uuid(),
    /** Small: what a toast says, what a figure has become. */
    body: jsonb().notNull(),
    at: moment().notNull().defaultNow(),
  },
  (t) => [index('live_events_at_idx').on(t.at), index('live_events_organization_idx').on(t.organizationId, t.id)],
)
