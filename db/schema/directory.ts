import { type SQL, sql } from 'drizzle-orm'
import { boolean, customType, index, integer, pgEnum, pgTable, real, smallint, text, uuid } from 'drizzle-orm/pg-core'
import { moment } from './columns'

/**
 * normal and deprioritised are listed, inactive only under its filter, hidden nowhere. In this order:
 * sorting by it puts the deprioritised last, and `<= 'deprioritised'` is what is listed.
 */
export const listingStandingEnum = pgEnum('listing_standing', ['normal', 'deprioritised', 'inactive', 'hidden'])

const tsvector = customType<{ data: string }>({ dataType: () => 'tsvector' })

/** Stored words of an expression over the row's own columns. */
const words = (expression: SQL) => tsvector().notNull().generatedAlwaysAs(expression)

/**
 * The public directory, one row a published tool: everything that the search and the list show,
 * computed from tools, gates and figures, so that a page reads one table.
 */
export const directoryListings = pgTable(
  'directory_listings',
  {
    // No foreign keys, as on all rows that are computed: the refresh takes out what is gone.
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
    /** 0..1, from the public figures alone, and the version of the formula (lib/directory/quality.ts). */
    quality: real().notNull(),
    qualityVersion: smallint().notNull(),
    /** Over 28 whole days; null where there are too few to say (lib/directory/model.ts), as are the others. */
    uptimeRatio: real(),
    probes: integer().notNull(),
    /** The fair rate, and the calls that it stands on. */
    errorRatio: real(),
    ratedCalls: integer().notNull(),
    avgLatencyMs: real(),
    p95LatencyMs: real(),
    timedCalls: integer().notNull(),
    calls: integer().notNull(),
    /** Of all reviews; how many gave one star to five. */
    rating: real(),
    reviews: integer().notNull(),
    stars: integer().array().notNull(),
    version: text(),
    publishedAt: moment().notNull(),
    /** The `now` of the refresh that changed the row. */
    updatedAt: moment().notNull(),
    /**
     * The words of the name; of name, category and publisher; of these and the description. Three
     * columns instead of weights in one: an index answers each by itself, where weights would have
     * every match fetched from the table.
     */
    nameWords: words(sql`to_tsvector('english', name)`),
    titleWords: words(sql`to_tsvector('english', name || ' ' || category || ' ' || publisher)`),
    allWords: words(sql`to_tsvector('english', name || ' ' || category || ' ' || publisher || ' ' || description)`),
  },
  (t) => [
    // A search reads the list of changes not yet merged into the index, too: it is kept short.
    index('directory_listings_name_words_idx').using('gin', t.nameWords).with({ gin_pending_list_limit: 256 }),
    index('directory_listings_title_words_idx').using('gin', t.titleWords).with({ gin_pending_list_limit: 256 }),
    index('directory_listings_all_words_idx').using('gin', t.allWords).with({ gin_pending_list_limit: 256 }),
    index('directory_listings_badges_idx').using('gin', t.badges).with({ gin_pending_list_limit: 256 }),
    // One for each order, whose first page is then read without sorting; all end in the key, so that pages are stable.
    index('directory_listings_quality_idx').on(t.standing, t.quality.desc(), t.toolId),
    index('directory_listings_newest_idx').on(t.standing, t.publishedAt.desc(), t.toolId),
    index('directory_listings_calls_idx').on(t.standing, t.calls.desc(), t.toolId),
    index('directory_listings_category_idx').on(t.category, t.standing, t.quality.desc(), t.toolId),
    index('directory_listings_organization_idx').on(t.organizationId),
  ],
)

/**
 * What a listing's figures are computed from, and its 28 days one by one: apart from the listing,
 * because they change once a day while a listing may change at any time, and no search reads them.
 */
export const directoryFigures = pgTable(
  'directory_figures',
  {
    toolId: uuid().primaryKey(),
    organizationId: uuid().notNull(),
    /** UTC midnight that ends the 28 days. */
    windowTo: moment().notNull(),
    calls: integer().notNull(),
    fairRated: integer().notNull(),
    fairErrors: integer().notNull(),
    timedCalls: integer().notNull(),
    avgLatencyMs: real(),
    p95LatencyMs: real(),
    probes: integer().notNull(),
    probesDown: integer().notNull(),
    /** Oldest first, 28 of each; null where a day states nothing. */
    uptimeDays: real().array().notNull(),
    errorDays: real().array().notNull(),
    p95Days: real().array().notNull(),
  },
  (t) => [index('directory_figures_organization_idx').on(t.organizationId)],
)

/** How many listings stand in a category: counting them at each visit costs more than the search. */
export const directoryCategories = pgTable('directory_categories', {
  category: text().primaryKey(),
  /** normal and deprioritised. */
  listed: integer().notNull(),
  inactive: integer().notNull(),
})
