import { sql } from 'drizzle-orm'
import { boolean, check, index, integer, pgEnum, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { createdAt, micros, moment } from './columns'

export const planEnum = pgEnum('plan', ['free', 'starter', 'pro', 'enterprise'])

/** The tenant. Everything that a tenant owns carries its id (RLS: db/security.sql). */
export const organizations = pgTable(
  'organizations',
  {
    id: uuid().primaryKey().defaultRandom(),
    /** The id by which the watched platform knows it; null when it was created here. */
    externalId: text().unique(),
    name: text().notNull(),
    slug: text().notNull().unique(),
    logo: text(),
    metadata: text(),
    plan: planEnum().notNull().default('free'),
    /** IANA zone; mails and charts speak this zone. */
    timeZone: text().notNull().default('UTC'),
    renewalAt: moment(),
    telemetryOptOut: boolean().notNull().default(false),
    /** Days that the audit log is kept; null = never configured (costs points in the scorecard). */
    auditRetentionDays: integer(),
    /** True for the demo marketplace: shown as simulated everywhere, removed by demo:remove. */
    simulated: boolean().notNull().default(false),
    /** Whole weeks by which an import moved this organization's source times; null = not moved. */
    shiftedWeeks: integer(),
    /** Event time of the newest fact applied, so that a late older event never overwrites it. */
    reportedAt: moment(),
    createdAt: createdAt(),
  },
  (t) => [check('organizations_audit_retention_positive', sql`${t.auditRetentionDays} is null or ${t.auditRetentionDays} > 0`)],
)

/** An organization that publishes tools. */
export const developers = pgTable('developers', {
  id: uuid().primaryKey().defaultRandom(),
  organizationId: uuid()
    .notNull()
    .unique()
    .references(() => organizations.id),
  externalId: text().unique(),
  stripeConnectActive: boolean().notNull().default(false),
  /** As the platform reports it; enabling 2FA here counts as well (lib/scores/queries). */
  twoFactorEnabled: boolean().notNull().default(false),
  budgetControlsEnabled: boolean().notNull().default(false),
  /** When somebody last looked through the active sessions. */
  sessionsReviewedAt: moment(),
  reportedAt: moment(),
  createdAt: createdAt(),
})

/** An organization that calls tools. */
export const consumers = pgTable('consumers', {
  id: uuid().primaryKey().defaultRandom(),
  organizationId: uuid()
    .notNull()
    .unique()
    .references(() => organizations.id),
  externalId: text().notNull().unique(),
  balanceMicros: micros(),
  /** The month's budget as the platform reports it. */
  budgetMicros: micros(),
  /** The month's budget as an owner set it here; counts instead of the reported one, which no report overwrites. */
  ownBudgetMicros: micros(),
  autoRefill: boolean().notNull().default(false),
  paymentMethodExpiresAt: moment(),
  /** Created on first sight in an invocation, before the platform described it. */
  placeholder: boolean().notNull().default(false),
  reportedAt: moment(),
  createdAt: createdAt(),
})

export const keyOriginEnum = pgEnum('key_origin', ['issued', 'reported'])

/**
 * API keys: `issued` here (hashed; scopes say what they may do in Pulsegrid) or `reported` by the
 * platform (metadata of a publisher's keys there; never a secret). Both count for the security
 * dimension. A key without an organization belongs to the platform and may ingest for everybody.
 */
export const apiKeys = pgTable(
  'api_keys',
  {
    id: uuid().primaryKey().defaultRandom(),
    organizationId: uuid().references(() => organizations.id),
    origin: keyOriginEnum().notNull(),
    externalId: text().unique(),
    name: text().notNull(),
    /** First characters, safe to show. */
    prefix: text().notNull(),
    /** sha256 hex of the whole key; null for reported keys. */
    secretHash: text().unique(),
    scopes: text().array().notNull().default(sql`'{}'`),
    ipAllowlist: text().array().notNull().default(sql`'{}'`),
    createdBy: uuid(),
    /** When the key (or its last rotation) was made; its age counts from here. */
    issuedAt: moment().notNull().defaultNow(),
    lastUsedAt: moment(),
    expiresAt: moment(),
    revokedAt: moment(),
    reportedAt: moment(),
    createdAt: createdAt(),
  },
  (t) => [
    // Scorecards and the key list read the live keys of an organization.
    index('api_keys_organization_live_idx').on(t.organizationId).where(sql`${t.revokedAt} is null`),
    check('api_keys_issued_has_hash', sql`(${t.origin} = 'issued') = (${t.secretHash} is not null)`),
  ],
)

/** Where a publisher receives webhooks. */
export const webhookEndpoints = pgTable(
  'webhook_endpoints',
  {
    id: uuid().primaryKey().defaultRandom(),
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    externalId: text().unique(),
    url: text().notNull(),
    active: boolean().notNull().default(true),
    reportedAt: moment(),
    createdAt: createdAt(),
  },
  (t) => [index('webhook_endpoints_organization_idx').on(t.organizationId)],
)
