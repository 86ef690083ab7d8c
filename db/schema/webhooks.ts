import { sql } from 'drizzle-orm'
import { check, index, integer, pgEnum, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { organizations, webhookEndpoints } from './accounts'
import { createdAt, moment } from './columns'

/** What we have to say to a publisher's systems; the id is the webhook-id of every attempt. */
export const webhookMessages = pgTable(
  'webhook_messages',
  {
    id: uuid().primaryKey().defaultRandom(),
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    /** noun.verb, for example quality_gate.triggered. */
    type: text().notNull(),
    /** The body as it is sent, byte for byte. */
    body: text().notNull(),
    /** What makes a repeat a repeat; never null. */
    dedupKey: text().notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    uniqueIndex('webhook_messages_dedup_key').on(t.organizationId, t.dedupKey),
    index('webhook_messages_organization_idx').on(t.organizationId, t.createdAt),
  ],
)

export const webhookSendStateEnum = pgEnum('webhook_send_state', ['pending', 'sending', 'delivered', 'dead', 'cancelled'])

/** One message to one endpoint, until it is delivered or given up (Standard Webhooks schedule). */
export const webhookSends = pgTable(
  'webhook_sends',
  {
    id: uuid().primaryKey().defaultRandom(),
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    messageId: uuid()
      .notNull()
      .references(() => webhookMessages.id, { onDelete: 'cascade' }),
    endpointId: uuid()
      .notNull()
      .references(() => webhookEndpoints.id),
    state: webhookSendStateEnum().notNull().default('pending'),
    attempts: integer().notNull().default(0),
    nextAttemptAt: moment().notNull(),
    leaseOwner: text(),
    leaseUntil: moment(),
    lastStatus: integer(),
    lastError: text(),
    /** First bytes of the last answer, as text; to find out why it failed. */
    lastAnswer: text(),
    deliveredAt: moment(),
    createdAt: createdAt(),
  },
  (t) => [
    uniqueIndex('webhook_sends_key').on(t.messageId, t.endpointId),
    // The sender's claim: what is due at an endpoint, oldest first.
    index('webhook_sends_due_idx').on(t.endpointId, t.nextAttemptAt).where(sql`${t.state} in ('pending', 'sending')`),
    index('webhook_sends_endpoint_idx').on(t.endpointId, t.createdAt),
    index('webhook_sends_organization_idx').on(t.organizationId, t.createdAt),
  ],
)

/** Every request that was made for a send, and what came back. */
export const webhookAttempts = pgTable(
  'webhook_attempts',
  {
    id: uuid().primaryKey().defaultRandom(),
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    sendId: uuid()
      .notNull()
      .references(() => webhookSends.id, { onDelete: 'cascade' }),
    /** From 1; begins anew when somebody sends it again. */
    attempt: integer().notNull(),
    at: moment().notNull(),
    status: integer(),
    error: text(),
    /** First characters of the answer's body. */
    answer: text(),
    latencyMs: integer(),
  },
  (t) => [index('webhook_attempts_send_idx').on(t.sendId, t.at), index('webhook_attempts_organization_idx').on(t.organizationId, t.at)],
)

/**
 * How an endpoint is sent to and how that has been going. An endpoint without a row is not sent to:
 * nobody has made a signing secret for it.
 */
export const webhookEndpointHealth = pgTable(
  'webhook_endpoint_health',
  {
    endpointId: uuid()
      .primaryKey()
      .references(() => webhookEndpoints.id),
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    /** Facts before it are not sent: when the endpoint was added, switched on again, or its choice of events changed. */
    sendsFrom: moment().notNull(),
    /** The chosen event types; null = all, also those to come. */
    eventTypes: text().array(),
    /** Attempts that failed since the last success, and since when. */
    failures: integer().notNull().default(0),
    failingSince: moment(),
    lastSuccessAt: moment(),
    /** Switched off by us, and why: failing | gone. Null while it is in use. */
    disabledAt: moment(),
    disabledReason: text(),
    updatedAt: moment().notNull(),
  },
  (t) => [
    index('webhook_endpoint_health_organization_idx').on(t.organizationId),
    check('webhook_endpoint_health_disabled', sql`(${t.disabledAt} is null) = (${t.disabledReason} is null)`),
  ],
)

/** Signing secrets, sealed (lib/seal.ts). Members' requests cannot read this table. */
export const webhookSecrets = pgTable(
  'webhook_secrets',
  {
    id: uuid().primaryKey().defaultRandom(),
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    endpointId: uuid()
      .notNull()
      .references(() => webhookEndpoints.id),
    sealed: text().notNull(),
    /** Null: the current one. After a rotation the one before signs along until then. */
    expiresAt: moment(),
    createdAt: createdAt(),
  },
  (t) => [
    uniqueIndex('webhook_secrets_current_key').on(t.endpointId).where(sql`${t.expiresAt} is null`),
    index('webhook_secrets_endpoint_idx').on(t.endpointId),
    index('webhook_secrets_organization_idx').on(t.organizationId),
  ],
)
