import { sql } from 'drizzle-orm'
import { index, integer, jsonb, pgEnum, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
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
      .references(() => webhookMessages.id),
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
    // The sender's claim: what is due, oldest first.
    index('webhook_sends_due_idx').on(t.nextAttemptAt).where(sql`${t.state} in ('pending', 'sending')`),
    index('webhook_sends_endpoint_idx').on(t.endpointId, t.createdAt),
    index('webhook_sends_organization_idx').on(t.organizationId, t.createdAt),
  ],
)

/** How an endpoint has been doing: since when it fails without a success, and whether it was switched off for it. */
export const webhookEndpointHealth = pgTable(
  'webhook_endpoint_health',
  {
    endpointId: uuid()
      .primaryKey()
      .references(() => webhookEndpoints.id),
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    /** Signing secrets, sealed (lib/seal.ts): the current one and, for a day after a rotation, the one before. */
    secretSealed: jsonb().notNull(),
    failingSince: moment(),
    lastSuccessAt: moment(),
    disabledAt: moment(),
    updatedAt: moment().notNull(),
  },
  (t) => [index('webhook_endpoint_health_organization_idx').on(t.organizationId)],
)
