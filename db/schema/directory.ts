import { sql } from 'drizzle-orm'
import { boolean, customType, index, integer, pgEnum, pgTable, real, text, uuid } from 'drizzle-orm/pg-core'
import { moment } from './columns'

/** normal and deprioritised are listed, inactive only under its filter, hidden nowhere. */
export const listingStandingEnum = pgEnum('listing_standing', ['normal', 'deprioritised', 'inactive', 'hidden'])

const tsvector = customType<{ data: string }>({ dataType: () => 'tsvector' })

/**
 * The public directory, one row a published tool: everything that the search, the list and the
 * listing page show, computed from tools, gates, scores and rollups, so that a page reads one table.
 */
export const directoryListings = pgTable(
  'directory_listings',
  {
    toolId: uuid().primaryKey(),
    organizationId: uuid().notNull(),
    slug: text().notNull().unique(),
    name: text().notNull(),
    publisher: text().notNull(),
    description: text().notNull(),
    category: text().notNull(),
    standing: listingStandingEnum().notNull(),
    /** needs_attention, unreliable, reliable; in this order. */
    badges: text().array().notNull().default(sql`'{}'`),
    simulated: boolean().notNull(),
    /** 0..1, from the public figures alone (lib/directory/quality.ts). */
    quality: real().notNull(),
    /** Over 28 days; null where the source states too little. */
    uptimeRatio: real(),
    errorRatio: real(),
    avgLatencyMs: real(),
    p95LatencyMs: real(),
    rating: real(),
    reviews: integer().notNull(),
    calls: integer().notNull(),
    version: text(),
    publishedAt: moment().notNull(),
    updatedAt: moment().notNull(),
    /** Name A, category and publisher B, description C. */
    search: tsvector()
      .notNull()
      .generatedAlwaysAs(
        sql`setweight(to_tsvector('english', name), 'A') || setweight(to_tsvector('english', category || ' ' || publisher), 'B') || setweight(to_tsvector('english', description), 'C')`,
      ),
  },
  (t) => [
    index('directory_listings_search_idx').using('gin', t.search),
    index('directory_listings_category_idx').on(t.standing, t.category, t.quality.desc()),
    index('directory_listings_quality_idx').on(t.standing, t.quality.desc()),
    index('directory_listings_organization_idx').on(t.organizationId),
  ],
)
