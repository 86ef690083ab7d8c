import { sql } from 'drizzle-orm'
import { bigint, boolean, check, index, integer, jsonb, pgEnum, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import type { StatusSnapshot } from '@/lib/status/model'
import { createdAt, moment } from './columns'

export const subscriberKindEnum = pgEnum('status_subscriber_kind', ['email', 'webhook'])
export const subscriberStateEnum = pgEnum('status_subscriber_state', ['pending', 'active', 'ended'])

/** Work that is announced: when, on what, and how it went. */
export const statusMaintenances = pgTable(
  'status_maintenances',
  {
    id: uuid().primaryKey().defaultRandom(),
    title: text().notNull(),
    body: text().notNull().default(''),
    /** Keys of the systems that it is about; never empty. */
    systems: text().array().notNull(),
    startsAt: moment().notNull(),
    endsAt: moment().notNull(),
    /** Said by hand before its time; otherwise it begins and ends by the clock. */
    startedAt: moment(),
    completedAt: moment(),
    cancelledAt: moment(),
    /** Grows with every change: calendars replace what they have (RFC 5545, SEQUENCE). */
    sequence: integer().notNull().default(0),
    createdBy: uuid(),
    /** Belongs to the simulated marketplace, and goes with it. */
    simulated: boolean().notNull().default(false),
    createdAt: createdAt(),
    updatedAt: moment().notNull().defaultNow(),
  },
  (t) => [
    index('status_maintenances_starts_idx').on(t.startsAt),
    check('status_maintenances_order', sql`${t.endsAt} > ${t.startsAt}`),
    check('status_maintenances_systems', sql`cardinality(${t.systems}) > 0`),
  ],
)

/** What is said of a maintenance, in order; append-only like the entries of incidents. */
export const statusMaintenanceEntries = pgTable(
  'status_maintenance_entries',
  {
    seq: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    maintenanceId: uuid()
      .notNull()
      .references(() => statusMaintenances.id),
    /** scheduled | changed | started | update | completed | cancelled. */
    type: text().notNull(),
    actorId: uuid(),
    body: text().notNull().default(''),
    at: moment().notNull(),
  },
  (t) => [index('status_maintenance_entries_maintenance_idx').on(t.maintenanceId, t.seq)],
)

/** Who hears of public updates: nobody before the address has confirmed. */
export const statusSubscribers = pgTable(
  'status_subscribers',
  {
    id: uuid().primaryKey().defaultRandom(),
    kind: subscriberKindEnum().notNull(),
    /** E-mail address, or URL. */
    address: text().notNull(),
    /** Keys of the systems; empty: all. */
    systems: text().array().notNull().default(sql`'{}'`),
    state: subscriberStateEnum().notNull().default('pending'),
    /** sha256 of the token that confirms it (pending), later of the one that changes or ends it. */
    tokenHash: text().notNull(),
    /** Signing secret of a webhook, sealed (lib/seal.ts). */
    sealed: text(),
    failures: integer().notNull().default(0),
    failingSince: moment(),
    /** by_hand | bounced | failing | gone; null while it is not over. */
    endReason: text(),
    /** Belongs to the simulated marketplace: nothing is sent to it. */
    simulated: boolean().notNull().default(false),
    confirmedAt: moment(),
    endedAt: moment(),
    createdAt: createdAt(),
    updatedAt: moment().notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex('status_subscribers_open_key').on(t.kind, t.address).where(sql`${t.state} <> 'ended'`),
    uniqueIndex('status_subscribers_token_key').on(t.tokenHash),
    check('status_subscribers_ended', sql`(${t.state} = 'ended') = (${t.endedAt} is not null)`),
  ],
)

/** One public update for one subscriber: written once, sent until it is accepted or given up. */
export const statusNotices = pgTable(
  'status_notices',
  {
    id: uuid().primaryKey().defaultRandom(),
    subscriberId: uuid()
      .notNull()
      .references(() => statusSubscribers.id, { onDelete: 'cascade' }),
    /** incident:<seq> or maintenance:<seq>: the entry that it tells of. */
    key: text().notNull(),
    attempts: integer().notNull().default(0),
    /** Null once it was accepted or given up. */
    nextAttemptAt: moment(),
    sentAt: moment(),
    failedAt: moment(),
    /** Status and first words of the last answer. */
    lastAnswer: text(),
    createdAt: createdAt(),
  },
  (t) => [
    uniqueIndex('status_notices_key').on(t.subscriberId, t.key),
    index('status_notices_due_idx').on(t.nextAttemptAt).where(sql`${t.nextAttemptAt} is not null`),
  ],
)

/** The public page as it was last put together: one row, read by every process and kept by it for when the database is away. */
export const statusSnapshots = pgTable('status_snapshots', {
  id: integer().primaryKey(),
  body: jsonb().$type<StatusSnapshot>().notNull(),
  at: moment().notNull(),
})
