import { sql } from 'drizzle-orm'
import { boolean, check, index, integer, jsonb, pgEnum, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { createdAt, moment } from './columns'

export const outboxStateEnum = pgEnum('outbox_state', ['pending', 'sending', 'sent', 'suppressed', 'dead', 'dropped'])
export const mailClassEnum = pgEnum('mail_class', ['critical', 'operational', 'marketing'])

/**
 * Mails that we owe. Written in the transaction that decided to tell somebody; a sender claims rows
 * with skip locked and a lease. The id is the provider's idempotency key, and the content is fixed
 * here, so a repeat is the same request byte for byte.
 */
export const outbox = pgTable(
  'outbox',
  {
    id: uuid().primaryKey().defaultRandom(),
    organizationId: uuid(),
    userId: uuid(),
    template: text().notNull(),
    category: text().notNull(),
    class: mailClassEnum().notNull(),
    toAddress: text().notNull(),
    subject: text().notNull(),
    html: text().notNull(),
    text: text().notNull(),
    headers: jsonb().notNull().default({}),
    /** Waits while an incident touches the organization (tone guard); for good news, reminders and gates. */
    guarded: boolean().notNull().default(false),
    state: outboxStateEnum().notNull().default('pending'),
    attempts: integer().notNull().default(0),
    /** Earliest moment of the next attempt. */
    nextAttemptAt: moment().notNull().defaultNow(),
    leaseOwner: text(),
    leaseUntil: moment(),
    lastError: text(),
    providerId: text(),
    sentAt: moment(),
    createdAt: createdAt(),
  },
  (t) => [
    // The sender's claim: what is due, oldest first.
    index('outbox_due_idx').on(t.nextAttemptAt).where(sql`${t.state} in ('pending', 'sending')`),
    index('outbox_created_idx').on(t.createdAt),
    index('outbox_organization_idx').on(t.organizationId, t.createdAt),
    // The weekly cap counts what a person was sent.
    index('outbox_user_idx').on(t.userId, t.sentAt),
    // What the provider reports later names the mail by its own id; mails that stayed here have none.
    index('outbox_provider_idx').on(t.providerId).where(sql`${t.providerId} <> 'local'`),
    check('outbox_sent_has_moment', sql`(${t.state} = 'sent') = (${t.sentAt} is not null)`),
  ],
)

/** At most once: one row a recipient, type and key. The key is never null (nulls do not collide). */
export const notificationLog = pgTable(
  'notification_log',
  {
    id: uuid().primaryKey().defaultRandom(),
    organizationId: uuid(),
    recipientKind: text().notNull(),
    recipientId: uuid().notNull(),
    type: text().notNull(),
    key: text().notNull(),
    outboxId: uuid().references(() => outbox.id, { onDelete: 'set null' }),
    at: moment().notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex('notification_log_key').on(t.recipientKind, t.recipientId, t.type, t.key),
    // Removing an old mail looks for its entry here.
    index('notification_log_outbox_idx').on(t.outboxId),
  ],
)

/** Addresses that must not be written to: hard bounces and complaints. */
export const suppressions = pgTable('suppressions', {
  /** Lower-case address. */
  address: text().primaryKey(),
  /** By which the journal names it: history holds no addresses. */
  id: uuid().notNull().unique().defaultRandom(),
  reason: text().notNull(),
  /** The provider's event that brought it, for the staff who look into it; null when entered otherwise. */
  eventId: text(),
  createdAt: createdAt(),
})

/**
 * Events of the mail provider that were taken, by its message id: a repeat that comes after a
 * suppression was lifted must not bring it back.
 */
export const mailEvents = pgTable(
  'mail_events',
  {
    id: text().primaryKey(),
    type: text().notNull(),
    receivedAt: moment().notNull(),
  },
  (t) => [index('mail_events_received_idx').on(t.receivedAt)],
)

/** Each person's opt-outs, by mail category and channel; no row means the category's default (on). */
export const notificationPreferences = pgTable(
  'notification_preferences',
  {
    id: uuid().primaryKey().defaultRandom(),
    userId: uuid().notNull(),
    category: text().notNull(),
    channel: text().notNull(),
    enabled: boolean().notNull(),
    updatedAt: moment().notNull().defaultNow(),
  },
  (t) => [uniqueIndex('notification_preferences_key').on(t.userId, t.category, t.channel)],
)

/** When and how often a person wants to be written to; no row means the defaults of lib/outbox/model.ts. */
export const notificationSettings = pgTable(
  'notification_settings',
  {
    userId: uuid().primaryKey(),
    /** Minutes after midnight on the person's clock; both null = no quiet hours. The end may lie before the start. */
    quietFromMinute: integer(),
    quietToMinute: integer(),
    /** IANA zone of the quiet hours. */
    timeZone: text().notNull().default('UTC'),
    /** Mails a week at most, critical ones not counted; null = the default. */
    weeklyCap: integer(),
    updatedAt: moment().notNull().defaultNow(),
  },
  (t) => [
    check('notification_settings_quiet', sql`(${t.quietFromMinute} is null) = (${t.quietToMinute} is null)`),
    check('notification_settings_minutes', sql`${t.quietFromMinute} between 0 and 1439 and ${t.quietToMinute} between 0 and 1439`),
    check('notification_settings_cap', sql`${t.weeklyCap} between 1 and 100`),
  ],
)
