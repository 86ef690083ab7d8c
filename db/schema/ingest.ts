import { sql } from 'drizzle-orm'
import { bigint, boolean, check, date, index, integer, jsonb, pgEnum, pgTable, primaryKey, real, smallint, text, uuid } from 'drizzle-orm/pg-core'
import { organizations } from './accounts'
import { createdAt, micros, moment } from './columns'

export const outcomeEnum = pgEnum('outcome', ['ok', 'error'])
export const faultEnum = pgEnum('fault', ['developer', 'consumer', 'platform', 'upstream'])

/**
 * Raw calls, one row each. Partitioned by UTC day of occurredAt (the migration is hand-written for
 * that); a day is dropped whole when it is older than the retention. Columns stand widest first so
 * that rows carry no padding. No foreign keys: at this volume the ingest checks its references
 * against its own cache in one pass (lib/ingest).
 */
export const invocations = pgTable(
  'invocations',
  {
    /** The sender's id when it is a UUID, else a UUID made from its hash (lib/ingest/decide). */
    id: uuid().notNull(),
    toolId: uuid().notNull(),
    organizationId: uuid().notNull(),
    consumerId: uuid().notNull(),
    occurredAt: moment().notNull(),
    costMicros: micros().notNull(),
    latencyMs: real(),
    /** Null where the source states no outcome: then no error metric applies. */
    outcome: outcomeEnum(),
    /** Who is charged with the failure; null unless outcome is error. */
    fault: faultEnum(),
    statusCode: smallint(),
    /** Inside a platform or upstream fault window that covers the tool: out of fair rates. */
    excused: boolean().notNull(),
    /** True when the sender stated the fault; re-attribution leaves it alone. */
    faultStated: boolean().notNull(),
    errorCode: text(),
    apiKeyPrefix: text(),
    sessionFingerprint: text(),
  },
  (t) => [
    // Identity: the same event again is the same row. The partition key must be part of it.
    primaryKey({ columns: [t.id, t.occurredAt] }),
    // Rollups, recounts and a tool's page read one tool's time range.
    index('invocations_tool_at_idx').on(t.toolId, t.occurredAt),
  ],
)

/**
 * "This tool's 5-minute bucket has new or changed raw rows." Append-only on purpose: a unique mark
 * would be lost when the rollup deletes it while a second ingest, not yet committed, relies on it.
 */
export const rollupMarks = pgTable('rollup_marks', {
  seq: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
  toolId: uuid().notNull(),
  organizationId: uuid().notNull(),
  bucketAt: moment().notNull(),
})

export const faultWindowKindEnum = pgEnum('fault_window_kind', ['platform', 'upstream'])

/**
 * A stretch of time in which failures are not the developer's: a platform incident (for all tools,
 * or for routes) or a confirmed provider incident (for the tools that depend on it).
 */
export const faultWindows = pgTable(
  'fault_windows',
  {
    id: uuid().primaryKey().defaultRandom(),
    kind: faultWindowKindEnum().notNull(),
    /** What opened it, for example an incident's id; the same source is the same window. */
    source: text().notNull().unique(),
    label: text().notNull(),
    /** 1 to 4 as incidents have it; 1 and 2 hold back mails that would be out of place (tone guard). */
    severity: smallint().notNull().default(2),
    /** Platform windows: routes covered; with tools empty as well it is every route. */
    routes: text().array().notNull().default(sql`'{}'`),
    /** Platform windows: tools covered besides those on the routes. */
    tools: uuid().array().notNull().default(sql`'{}'`),
    /** Upstream windows: the provider's name. */
    provider: text(),
    fromAt: moment().notNull(),
    /** Null while it lasts. */
    toAt: moment(),
    createdAt: createdAt(),
  },
  (t) => [
    check('fault_windows_order', sql`${t.toAt} is null or ${t.toAt} > ${t.fromAt}`),
    check('fault_windows_severity', sql`${t.severity} between 1 and 4`),
    check('fault_windows_provider', sql`(${t.kind} = 'upstream') = (${t.provider} is not null)`),
  ],
)

/**
 * "The calls of this stretch are to be charged anew": left with every change of a fault window, in its own
 * transaction, and taken away once that is done. Append-only otherwise, as rollup_marks are.
 */
export const attributionMarks = pgTable(
  'attribution_marks',
  {
    seq: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    fromAt: moment().notNull(),
    toAt: moment().notNull(),
  },
  (t) => [check('attribution_marks_order', sql`${t.toAt} > ${t.fromAt}`)],
)

/** Every CloudEvent applied, by its identity (source + id), so that a repeat changes nothing. */
export const ingestEvents = pgTable(
  'ingest_events',
  {
    source: text().notNull(),
    eventId: text().notNull(),
    type: text().notNull(),
    at: moment().notNull(),
    receivedAt: moment().notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.source, t.eventId] }), index('ingest_events_received_idx').on(t.receivedAt)],
)

/** Refused rows, counted by key, day and reason: an honest loss counter. */
export const ingestRejections = pgTable(
  'ingest_rejections',
  {
    day: date({ mode: 'string' }).notNull(),
    apiKeyId: uuid().notNull(),
    organizationId: uuid(),
    reason: text().notNull(),
    rows: bigint({ mode: 'number' }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.day, t.apiKeyId, t.reason] })],
)

export const importStateEnum = pgEnum('import_state', ['running', 'finished', 'failed'])

/** One file import; rowsDone is committed with its rows, so a killed import resumes exactly there. */
export const imports = pgTable('imports', {
  id: uuid().primaryKey().defaultRandom(),
  kind: text().notNull(),
  fileName: text().notNull(),
  /** sha256 of the kind and the file's unpacked bytes: the same file is imported once, by whatever name. */
  fingerprint: text().notNull().unique(),
  state: importStateEnum().notNull(),
  shiftedWeeks: integer().notNull().default(0),
  rowsDone: bigint({ mode: 'number' }).notNull().default(0),
  rowsAccepted: bigint({ mode: 'number' }).notNull().default(0),
  rowsRepeated: bigint({ mode: 'number' }).notNull().default(0),
  rowsRejected: bigint({ mode: 'number' }).notNull().default(0),
  /** Rejected rows by reason. */
  reasons: jsonb().$type<Record<string, number>>().notNull().default({}),
  error: text(),
  startedAt: moment().notNull().defaultNow(),
  finishedAt: moment(),
})

// Facts about customers that later judgements read (customer health, reports). They are stored as
// they are reported; each is keyed by the platform's id.

const customerFact = () => ({
  id: uuid().primaryKey().defaultRandom(),
  organizationId: uuid()
    .notNull()
    .references(() => organizations.id),
  externalId: text().notNull().unique(),
  at: moment().notNull(),
  reportedAt: moment(),
  createdAt: createdAt(),
})

export const builds = pgTable(
  'builds',
  { ...customerFact(), project: text().notNull(), number: integer().notNull(), status: text().notNull(), error: text() },
  (t) => [index('builds_organization_at_idx').on(t.organizationId, t.at)],
)

export const subscriptions = pgTable(
  'subscriptions',
  { ...customerFact(), plan: text().notNull(), status: text().notNull(), mrrMicros: micros().notNull(), endsAt: moment() },
  (t) => [index('subscriptions_organization_at_idx').on(t.organizationId, t.at)],
)

export const payments = pgTable('payments', { ...customerFact(), amountMicros: micros().notNull(), status: text().notNull(), failureReason: text() }, (t) => [
  index('payments_organization_at_idx').on(t.organizationId, t.at),
])

export const invoices = pgTable('invoices', { ...customerFact(), amountMicros: micros().notNull(), status: text().notNull(), dueAt: moment() }, (t) => [
  index('invoices_organization_at_idx').on(t.organizationId, t.at),
])

export const supportTickets = pgTable(
  'support_tickets',
  { ...customerFact(), subject: text().notNull(), status: text().notNull(), priority: text(), csat: smallint(), closedAt: moment() },
  (t) => [index('support_tickets_organization_at_idx').on(t.organizationId, t.at)],
)

export const userActivities = pgTable('user_activities', { ...customerFact(), userRef: text().notNull(), action: text().notNull(), detail: jsonb() }, (t) => [
  index('user_activities_organization_at_idx').on(t.organizationId, t.at),
  // Who was active in the last hour, whatever the organization.
  index('user_activities_at_idx').on(t.at),
])

export const metricSamples = pgTable(
  'metric_samples',
  {
    id: uuid().primaryKey().defaultRandom(),
    organizationId: uuid().references(() => organizations.id),
    externalId: text().notNull().unique(),
    metric: text().notNull(),
    value: real().notNull(),
    dimensions: jsonb().notNull().default({}),
    at: moment().notNull(),
    receivedAt: moment().notNull().defaultNow(),
  },
  (t) => [
    index('metric_samples_metric_at_idx').on(t.metric, t.at),
    index('metric_samples_organization_idx').on(t.organizationId, t.at),
    // What is new since the last look becomes series.
    index('metric_samples_received_idx').on(t.receivedAt),
  ],
)
