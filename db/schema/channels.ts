import { sql } from 'drizzle-orm'
import { bigint, boolean, check, index, integer, jsonb, pgEnum, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import type { ChannelSettings, ToldAlert } from '@/lib/channels/model'
import { organizations } from './accounts'
import { alertRules, alertSeverityEnum } from './alerts'
import { createdAt, moment } from './columns'

export const channelKindEnum = pgEnum('channel_kind', ['email', 'slack', 'discord', 'pagerduty', 'webhook'])

/** Where alerts are told; one without an organization is the platform's. */
export const channels = pgTable(
  'channels',
  {
    id: uuid().primaryKey().defaultRandom(),
    organizationId: uuid().references(() => organizations.id),
    kind: channelKindEnum().notNull(),
    name: text().notNull(),
    /** What is no secret (lib/channels/model.ts). */
    settings: jsonb().$type<ChannelSettings>().notNull(),
    /** URL with token, routing key or signing secret, sealed (lib/seal.ts); null for e-mail. Members' requests cannot read it. */
    sealed: text(),
    /** Last characters of the secret, to tell two apart. */
    hint: text(),
    enabled: boolean().notNull().default(true),
    /** Takes what names no channel: alerts of rules without one, and those from outside. */
    takesUnrouted: boolean().notNull().default(true),
    minSeverity: alertSeverityEnum().notNull().default('warning'),
    sendResolved: boolean().notNull().default(true),
    /** How long the first alert of a group waits for others, then how long the next message about the group waits, seconds. */
    groupWaitSeconds: integer().notNull().default(30),
    groupIntervalSeconds: integer().notNull().default(300),
    /** When what is still firing and nobody acknowledged is told again, seconds. */
    repeatSeconds: integer().notNull().default(14_400),
    /** Attempts that failed since the last success, and since when. */
    failures: integer().notNull().default(0),
    failingSince: moment(),
    lastSuccessAt: moment(),
    /** Earliest moment of the next request, for those that take only so many a second; null: now. */
    nextSendAt: moment(),
    /** Switched off by us: failing | gone | unauthorized. Null while it is in use. */
    disabledAt: moment(),
    disabledReason: text(),
    createdBy: uuid(),
    createdAt: createdAt(),
    updatedAt: moment().notNull().defaultNow(),
    deletedAt: moment(),
  },
  (t) => [
    index('channels_organization_idx').on(t.organizationId),
    check('channels_disabled', sql`(${t.disabledAt} is null) = (${t.disabledReason} is null)`),
    check(
      'channels_group',
      sql`${t.groupWaitSeconds} between 0 and 3600 and ${t.groupIntervalSeconds} between 0 and 86400 and ${t.repeatSeconds} between 60 and 604800`,
    ),
  ],
)

/** Where a rule's alerts go. Alerts from outside, and rules without a channel, go to the organization's default ones. */
export const alertRuleChannels = pgTable(
  'alert_rule_channels',
  {
    ruleId: uuid()
      .notNull()
      .references(() => alertRules.id, { onDelete: 'cascade' }),
    channelId: uuid()
      .notNull()
      .references(() => channels.id),
    organizationId: uuid(),
  },
  (t) => [
    primaryKey({ columns: [t.ruleId, t.channelId] }),
    index('alert_rule_channels_channel_idx').on(t.channelId),
    index('alert_rule_channels_organization_idx').on(t.organizationId),
  ],
)

/**
 * What a channel has been told of a group (the alerts of one rule), and when it is told again. The
 * notifier claims due groups with skip locked; the message is written in the same transaction.
 */
export const channelGroups = pgTable(
  'channel_groups',
  {
    channelId: uuid()
      .notNull()
      .references(() => channels.id),
    groupKey: text().notNull(),
    organizationId: uuid(),
    /** Earliest moment at which the group is looked at again; null: nothing is owed. */
    dueAt: moment(),
    lastSentAt: moment(),
    /** What was said of which alert: what is not told as firing is not told as resolved. */
    told: jsonb().$type<ToldAlert[]>().notNull().default([]),
    updatedAt: moment().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.channelId, t.groupKey] }),
    index('channel_groups_due_idx').on(t.dueAt).where(sql`${t.dueAt} is not null`),
    index('channel_groups_organization_idx').on(t.organizationId),
  ],
)

/**
 * Alerts of which something was written that the notifier has not read yet, once an event; a trigger puts
 * them here (db/security.sql), the notifier takes them out. A cursor over alert_events would lose some: their numbers are given at the insert and
 * seen at the commit, so that a lower one can appear after a higher one was read.
 */
export const channelInbox = pgTable(
  'channel_inbox',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    alertId: uuid().notNull(),
    organizationId: uuid(),
  },
  (t) => [index('channel_inbox_organization_idx').on(t.organizationId)],
)

export const channelDeliveryStateEnum = pgEnum('channel_delivery_state', ['pending', 'sending', 'delivered', 'dead', 'cancelled'])

/** One message to one channel, until it is delivered or given up. The id is the idempotency key of every attempt. */
export const channelDeliveries = pgTable(
  'channel_deliveries',
  {
    id: uuid().primaryKey().defaultRandom(),
    organizationId: uuid().references(() => organizations.id),
    channelId: uuid()
      .notNull()
      .references(() => channels.id),
    /** alerts | summary | test | silence_ending. */
    kind: text().notNull(),
    groupKey: text(),
    /** One line for the log. */
    subject: text().notNull(),
    /** What is sent, byte for byte; its form is the channel's. */
    body: text().notNull(),
    /** The alerts that it speaks of. */
    alertIds: uuid().array().notNull().default(sql`'{}'`),
    /** It says of all of them that they are firing, and nothing else: of no use any more once they have ended. */
    onlyFiring: boolean().notNull().default(false),
    /** What makes a repeat a repeat. */
    dedupKey: text().notNull(),
    state: channelDeliveryStateEnum().notNull().default('pending'),
    attempts: integer().notNull().default(0),
    nextAttemptAt: moment().notNull(),
    leaseOwner: text(),
    leaseUntil: moment(),
    lastStatus: integer(),
    lastError: text(),
    lastAnswer: text(),
    deliveredAt: moment(),
    createdAt: createdAt(),
  },
  (t) => [
    uniqueIndex('channel_deliveries_dedup_key').on(t.channelId, t.dedupKey),
    // The sender's claim: what is due in a channel, oldest first.
    index('channel_deliveries_due_idx').on(t.channelId, t.nextAttemptAt).where(sql`${t.state} in ('pending', 'sending')`),
    index('channel_deliveries_organization_idx').on(t.organizationId, t.createdAt),
    index('channel_deliveries_channel_idx').on(t.channelId, t.createdAt),
  ],
)

/** Every request that was made for a delivery, and what came back. */
export const channelAttempts = pgTable(
  'channel_attempts',
  {
    id: uuid().primaryKey().defaultRandom(),
    organizationId: uuid(),
    deliveryId: uuid()
      .notNull()
      .references(() => channelDeliveries.id, { onDelete: 'cascade' }),
    /** From 1; begins anew when somebody sends it again. */
    attempt: integer().notNull(),
    at: moment().notNull(),
    status: integer(),
    error: text(),
    /** First characters of the answer. */
    answer: text(),
    latencyMs: integer(),
  },
  (t) => [index('channel_attempts_delivery_idx').on(t.deliveryId, t.at), index('channel_attempts_organization_idx').on(t.organizationId)],
)
