import { sql } from 'drizzle-orm'
import { check, index, integer, pgTable, primaryKey, real, text, uuid } from 'drizzle-orm/pg-core'
import { moment } from './columns'

/**
 * What a group of comparable publishers looks like on one night: its size and quartiles, nothing of a
 * single one. Written only for groups that are large enough (lib/peers/model.ts); readable by every
 * tenant, since nobody can be told from it.
 */
export const peerGroups = pgTable(
  'peer_groups',
  {
    /** UTC midnight that ends the 28 days. */
    asOf: moment().notNull(),
    /** Category of tools; '' is everybody. */
    category: text().notNull(),
    metric: text().notNull(),
    size: integer().notNull(),
    p25: real().notNull(),
    median: real().notNull(),
    p75: real().notNull(),
  },
  (t) => [primaryKey({ columns: [t.asOf, t.category, t.metric] }), check('peer_groups_anonymous', sql`${t.size} >= 5`)],
)

/** Where one publisher stands in such a group; its own figure and rank only. */
export const peerStandings = pgTable(
  'peer_standings',
  {
    organizationId: uuid().notNull(),
    developerId: uuid().notNull(),
    asOf: moment().notNull(),
    category: text().notNull(),
    metric: text().notNull(),
    /** In the metric's unit: ratio, milliseconds, points, stars. */
    value: real().notNull(),
    /** Share of the group's others that it is better than, 0..1; null while the group is too small. */
    betterThan: real(),
    groupSize: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.developerId, t.asOf, t.category, t.metric] }), index('peer_standings_organization_idx').on(t.organizationId, t.asOf)],
)
