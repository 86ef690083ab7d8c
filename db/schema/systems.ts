import { sql } from 'drizzle-orm'
import { boolean, check, doublePrecision, index, integer, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import type { SloRatio } from '@/lib/systems/model'
import { alertRules } from './alerts'
import { createdAt, moment } from './columns'

/**
 * The parts that the platform is made of, as operators and the status page speak of them. The first ones
 * come with the migration; staff add their own.
 */
export const systems = pgTable(
  'systems',
  {
    /** Lower-case words and hyphens; stands in URLs and in feeds, and never changes. */
    key: text().primaryKey(),
    name: text().notNull(),
    /** For readers of the status page. */
    description: text().notNull().default(''),
    /** Heading on the status page; empty: none. */
    groupName: text().notNull().default(''),
    position: integer().notNull().default(0),
    /** Routes that belong to it, by their beginning, as api_requests_total names them. */
    routes: text().array().notNull().default(sql`'{}'`),
    /** The third party that it is; null: ours. */
    provider: text(),
    /** service of log lines that it writes; null: none. */
    logService: text(),
    /** Stands on the public status page. */
    public: boolean().notNull().default(true),
    archivedAt: moment(),
    createdAt: createdAt(),
    updatedAt: moment().notNull().defaultNow(),
  },
  (t) => [check('systems_key', sql`${t.key} ~ '^[a-z0-9]+(-[a-z0-9]+)*$'`)],
)

/** What is promised of a system: of all events of a window so many are good. */
export const slos = pgTable(
  'slos',
  {
    id: uuid().primaryKey().defaultRandom(),
    key: text().notNull().unique(),
    systemKey: text()
      .notNull()
      .references(() => systems.key),
    name: text().notNull(),
    description: text().notNull().default(''),
    /** 0..1, exclusive: the part of events that is to be good. */
    objective: doublePrecision().notNull(),
    windowDays: integer().notNull(),
    /** The bad events and all of them, as metrics of the catalogue with their dimensions. */
    ratio: jsonb().$type<SloRatio>().notNull(),
    /** Below so many events in the window the value is shown as low volume, and burns no budget. */
    minEvents: integer().notNull().default(100),
    /** The burn-rate rule that tells of it; null: nobody is told. */
    ruleId: uuid().references(() => alertRules.id),
    position: integer().notNull().default(0),
    enabled: boolean().notNull().default(true),
    /** Grows with every change; an edit that was based on an older one is refused. */
    version: integer().notNull().default(1),
    createdAt: createdAt(),
    updatedAt: moment().notNull().defaultNow(),
    deletedAt: moment(),
  },
  (t) => [
    index('slos_system_idx').on(t.systemKey),
    check('slos_objective', sql`${t.objective} > 0 and ${t.objective} < 1`),
    check('slos_window', sql`${t.windowDays} in (7, 28, 30)`),
  ],
)
