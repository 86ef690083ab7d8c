import { pgEnum, pgTable, uuid } from 'drizzle-orm/pg-core'
import { organizations } from './accounts'
import { moment } from './columns'

export const setupEndReasonEnum = pgEnum('setup_end_reason', ['complete', 'dismissed'])

/**
 * The set-up of an organization is over: every step was done once, or an owner put the optional rest
 * aside. From then on nobody is reminded, whatever changes later.
 */
export const setupEndings = pgTable('setup_endings', {
  organizationId: uuid()
    .primaryKey()
    .references(() => organizations.id),
  reason: setupEndReasonEnum().notNull(),
  endedAt: moment().notNull(),
})
