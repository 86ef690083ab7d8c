import { sql } from 'drizzle-orm'
import { boolean, check, doublePrecision, index, integer, pgEnum, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { moment } from './columns'

/**
 * What a group of comparable publishers looks like on one night: quartiles, nothing of a single one.
 * Written only for groups that nobody can be told from (lib/peers/choose-groups.ts); readable by every
 * tenant but for the size.
 */
export const peerGroups = pgTable(
  'peer_groups',
  {
    /** UTC midnight that ends the 28 days. */
    asOf: moment().notNull(),
    /** The simulated marketplace is compared with itself. */
    simulated: boolean().notNull(),
    /** Category of tools; '' is everybody. */
    category: text().notNull(),
    metric: text().notNull(),
    size: integer().notNull(),
    /** In the metric's unit, from the lowest value up, rounded. */
    p25: doublePrecision().notNull(),
    median: doublePrecision().notNull(),
    p75: doublePrecision().notNull(),
  },
  (t) => [primaryKey({ columns: [t.asOf, t.simulated, t.category, t.metric] }), check('peer_groups_anonymous', sql`${t.size} >= 5`)],
)

/** new, inactive: of the developer, said once a metric without category; the others: of this figure (lib/peers/model.ts). */
export const peerStateEnum = pgEnum('peer_state', ['new', 'inactive', 'not_applicable', 'too_few', 'ranked'])

/** Where one publisher stands in such a group; its own figure and rank only. */
export const peerStandings = pgTable(
  'peer_standings',
  {
    organizationId: uuid().notNull(),
    developerId: uuid().notNull(),
    asOf: moment().notNull(),
    category: text().notNull(),
    metric: text().notNull(),
    state: peerStateEnum().notNull(),
    /** Own figure in the metric's unit: ratio, milliseconds, points, stars. Null while it does not apply. */
    value: doublePrecision(),
    /** How many calls, health checks or reviews it stands on; null for the score. */
    volume: integer(),
    /** Share of the group's others that it is better than, ties counted half, 0..1. */
    betterThan: doublePrecision(),
  },
  (t) => [
    primaryKey({ columns: [t.developerId, t.asOf, t.category, t.metric] }),
    index('peer_standings_organization_idx').on(t.organizationId, t.asOf),
    // A night is replaced and, when old, removed as a whole.
    index('peer_standings_as_of_idx').on(t.asOf),
    check(
      'peer_standings_ranked',
      sql`(${t.state} = 'ranked') = (${t.betterThan} is not null) and (${t.state} not in ('ranked', 'too_few') or ${t.value} is not null)`,
    ),
    check('peer_standings_range', sql`${t.betterThan} is null or ${t.betterThan} between 0 and 1`),
  ],
)
