import { boolean, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { moment } from './columns'

/** Each person's opt-outs, by mail category; no row means the category's default (on). */
export const notificationPreferences = pgTable(
  'notification_preferences',
  {
    id: uuid().primaryKey().defaultRandom(),
    userId: uuid().notNull(),
    category: text().notNull(),
    channel: text().notNull(),
    enabled: boolean().notNull(),
    updatedAt: moment().notNull().defaultNow(),
  },
  (t) => [uniqueIndex('notification_preferences_key').on(t.userId, t.category, t.channel)],
)
