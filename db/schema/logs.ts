import { sql } from 'drizzle-orm'
import { bigint, customType, index, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { moment } from './columns'

const tsvector = customType<{ data: string }>({ dataType: () => 'tsvector' })
const xid8 = customType<{ data: string }>({ dataType: () => 'xid8' })

/**
 * Structured lines: those that the platform and its tenants send, and this product's own. Partitioned by UTC
 * day of `at` (hand-written migration); a day is dropped whole. Secrets were taken out before a line came here
 * (lib/logs/redact). No foreign key, as no partitioned table has one: ingest looks the organization up.
 */
export const logLines = pgTable(
  'log_lines',
  {
    at: moment().notNull(),
    receivedAt: moment().notNull().defaultNow(),
    /** The transaction that wrote it: whoever follows the lines asks which it could not see the last time. */
    writtenIn: xid8().notNull().default(sql`pg_current_xact_id()`),
    /** Null: of the platform, or the product's own. */
    organizationId: uuid(),
    externalId: text().notNull(),
    level: text().notNull(),
    message: text().notNull(),
    service: text(),
    requestId: text(),
    fields: jsonb(),
    /** Every run of letters and digits is a word: paths, hosts and ids are found by their parts. */
    words: tsvector()
      .notNull()
      .generatedAlwaysAs(
        sql`to_tsvector('simple', translate(message || ' ' || coalesce(service, '') || ' ' || coalesce(request_id, ''), '!"#$%&''()*+,-./:;<=>?@[\\]^_\`{|}~', repeat(' ', 32)))`,
      ),
  },
  (t) => [
    // Identity: the same line again is the same row. The partition key must be part of it.
    primaryKey({ columns: [t.externalId, t.at] }),
    index('log_lines_words_idx').using('gin', t.words),
    // The newest lines, and those of a stretch.
    index('log_lines_at_idx').on(t.at),
    index('log_lines_level_idx').on(t.level, t.at),
    index('log_lines_service_idx').on(t.service, t.at).where(sql`service is not null`),
    index('log_lines_request_idx').on(t.requestId, t.at).where(sql`request_id is not null`),
    index('log_lines_organization_idx').on(t.organizationId, t.at).where(sql`organization_id is not null`),
    // What came since the last look, in whatever order it was committed.
    index('log_lines_written_idx').on(t.writtenIn),
  ],
)

/**
 * How many lines there are, by level and service, in stretches of five minutes: differences that are added up.
 * A trigger writes what each statement brought or took (db/security.sql); a job folds them into one.
 */
export const logCounts = pgTable(
  'log_counts',
  {
    /** Start of the stretch. */
    at: moment().notNull(),
    lines: bigint({ mode: 'number' }).notNull(),
    level: text().notNull(),
    service: text(),
  },
  (t) => [index('log_counts_at_idx').on(t.at)],
)
