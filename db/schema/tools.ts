import { sql } from 'drizzle-orm'
import { boolean, check, index, integer, jsonb, pgEnum, pgTable, smallint, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { consumers, developers, organizations, webhookEndpoints } from './accounts'
import { createdAt, micros, moment } from './columns'

// What a publisher offers and what people said and did about it: facts, reported by the platform.

export const tools = pgTable(
  'tools',
  {
    id: uuid().primaryKey().defaultRandom(),
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    developerId: uuid()
      .notNull()
      .references(() => developers.id),
    externalId: text().notNull().unique(),
    slug: text().notNull().unique(),
    name: text().notNull(),
    description: text().notNull().default(''),
    category: text().notNull().default('other'),
    healthEndpoint: text(),
    pricing: jsonb(),
    /** Names of the providers that the tool stands on; a confirmed incident of one excuses it. */
    dependsOn: text().array().notNull().default(sql`'{}'`),
    /** Gateway route, for incidents that cover routes. */
    route: text(),
    archivedAt: moment(),
    publishedAt: moment().notNull().defaultNow(),
    reportedAt: moment(),
    createdAt: createdAt(),
  },
  (t) => [index('tools_organization_idx').on(t.organizationId), index('tools_developer_idx').on(t.developerId)],
)

export const toolVersions = pgTable(
  'tool_versions',
  {
    id: uuid().primaryKey().defaultRandom(),
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    toolId: uuid()
      .notNull()
      .references(() => tools.id),
    version: text().notNull(),
    changelog: text().notNull().default(''),
    /** When the changelog was written here, because the platform reported none; older than reportedAt = theirs by now. */
    changelogWrittenAt: moment(),
    releasedAt: moment().notNull(),
    reportedAt: moment(),
    createdAt: createdAt(),
  },
  (t) => [uniqueIndex('tool_versions_tool_version_key').on(t.toolId, t.version)],
)

/** Deploys and other moments worth a mark on a chart's time axis. */
export const markers = pgTable(
  'markers',
  {
    id: uuid().primaryKey().defaultRandom(),
    organizationId: uuid().references(() => organizations.id),
    toolId: uuid().references(() => tools.id),
    externalId: text().notNull().unique(),
    kind: text().notNull(),
    label: text().notNull(),
    at: moment().notNull(),
    createdAt: createdAt(),
  },
  (t) => [index('markers_organization_at_idx').on(t.organizationId, t.at), index('markers_tool_idx').on(t.toolId)],
)

export const reviews = pgTable(
  'reviews',
  {
    id: uuid().primaryKey().defaultRandom(),
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    toolId: uuid()
      .notNull()
      .references(() => tools.id),
    consumerId: uuid().references(() => consumers.id),
    externalId: text().notNull().unique(),
    rating: smallint().notNull(),
    body: text().notNull().default(''),
    postedAt: moment().notNull(),
    response: text(),
    respondedAt: moment(),
    /** When the answer was last written here; a report of an older answer does not replace it. */
    responseEditedAt: moment(),
    reportedAt: moment(),
    createdAt: createdAt(),
  },
  (t) => [
    check('reviews_rating_range', sql`${t.rating} between 1 and 5`),
    index('reviews_organization_posted_idx').on(t.organizationId, t.postedAt),
    index('reviews_tool_idx').on(t.toolId),
    // Deleting a consumer looks for its reviews; so do the other indexes on a foreign key alone.
    index('reviews_consumer_idx').on(t.consumerId),
  ],
)

export const refundKindEnum = pgEnum('refund_kind', ['refund', 'dispute'])

export const refunds = pgTable(
  'refunds',
  {
    id: uuid().primaryKey().defaultRandom(),
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    toolId: uuid()
      .notNull()
      .references(() => tools.id),
    consumerId: uuid().references(() => consumers.id),
    externalId: text().notNull().unique(),
    kind: refundKindEnum().notNull(),
    amountMicros: micros().notNull(),
    at: moment().notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    index('refunds_organization_at_idx').on(t.organizationId, t.at),
    index('refunds_tool_idx').on(t.toolId),
    index('refunds_consumer_idx').on(t.consumerId),
  ],
)

export const payouts = pgTable(
  'payouts',
  {
    id: uuid().primaryKey().defaultRandom(),
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    externalId: text().notNull().unique(),
    amountMicros: micros().notNull(),
    status: text().notNull(),
    at: moment().notNull(),
    reportedAt: moment(),
    createdAt: createdAt(),
  },
  (t) => [index('payouts_organization_at_idx').on(t.organizationId, t.at)],
)

export const webhookDeliveries = pgTable(
  'webhook_deliveries',
  {
    id: uuid().primaryKey().defaultRandom(),
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    endpointId: uuid().references(() => webhookEndpoints.id),
    externalId: text().notNull().unique(),
    eventType: text().notNull().default(''),
    delivered: boolean().notNull(),
    statusCode: smallint(),
    attempt: integer().notNull().default(1),
    at: moment().notNull(),
    reportedAt: moment(),
    createdAt: createdAt(),
  },
  (t) => [index('webhook_deliveries_organization_at_idx').on(t.organizationId, t.at), index('webhook_deliveries_endpoint_idx').on(t.endpointId)],
)
