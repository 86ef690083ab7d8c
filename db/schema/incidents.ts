import { sql } from 'drizzle-orm'
import { bigint, boolean, check, date, index, integer, jsonb, pgEnum, pgTable, primaryKey, smallint, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import type { EntryFacts, EntryType, FollowupSignal, Severity } from '@/lib/incidents/model'
import { alerts } from './alerts'
import { createdAt, micros, moment } from './columns'
import { systems } from './systems'

export const incidentStatusEnum = pgEnum('incident_status', ['investigating', 'identified', 'monitoring', 'resolved'])
export const incidentCoverageEnum = pgEnum('incident_coverage', ['none', 'everything', 'some', 'provider'])
export const systemImpactEnum = pgEnum('system_impact', ['degraded', 'partial_outage', 'major_outage'])
export const entryVisibilityEnum = pgEnum('incident_entry_visibility', ['internal', 'public'])
export const followupStateEnum = pgEnum('incident_followup_state', ['open', 'done', 'not_doing'])

/** Something that is broken, from the moment somebody says so until all that follows from it is done. Never deleted. */
export const incidents = pgTable(
  'incidents',
  {
    id: uuid().primaryKey().defaultRandom(),
    /** INC-12. */
    number: integer().notNull().unique().generatedAlwaysAsIdentity(),
    /** What makes two reports one incident while it is open; never null. */
    incidentKey: text().notNull(),
    title: text().notNull(),
    severity: smallint().$type<Severity>().notNull(),
    status: incidentStatusEnum().notNull().default('investigating'),
    /** Whom its failures are charged to and which calls that are: the fault window that it opens. */
    coverage: incidentCoverageEnum().notNull().default('none'),
    /** With coverage some: routes and tools that it covers. */
    routes: text().array().notNull().default(sql`'{}'`),
    tools: uuid().array().notNull().default(sql`'{}'`),
    /** The third party whose incident it is; null: ours. */
    provider: text(),
    /** What the status page says of it now. */
    message: text().notNull().default(''),
    /** Shown on the status page, from then on. */
    public: boolean().notNull().default(false),
    commanderId: uuid(),
    /** Null: a rule of ours opened it. */
    createdBy: uuid(),
    /** When it began, as far as is known; may lie before it was reported. */
    startedAt: moment().notNull(),
    /** When somebody first took it on: a commander, or the first entry by a person. */
    acknowledgedAt: moment(),
    /** When its effects were over: first entered monitoring (cleared when it goes back). */
    mitigatedAt: moment(),
    resolvedAt: moment(),
    /** Post-mortem reviewed and follow-ups settled. */
    closedAt: moment(),
    /** Newest update by a person; the next one is due by severity. */
    lastUpdateAt: moment().notNull(),
    /** Belongs to the simulated marketplace, and goes with it; said when it is opened, and never changed (db/security.sql). */
    simulated: boolean().notNull().default(false),
    version: integer().notNull().default(1),
    createdAt: createdAt(),
    updatedAt: moment().notNull().defaultNow(),
  },
  (t) => [
    // Two people who report the same thing at once get one incident.
    uniqueIndex('incidents_open_key').on(t.incidentKey).where(sql`${t.status} <> 'resolved'`),
    index('incidents_open_idx').on(t.startedAt).where(sql`${t.status} <> 'resolved'`),
    index('incidents_started_idx').on(t.startedAt),
    check('incidents_severity', sql`${t.severity} between 1 and 4`),
    check('incidents_resolved', sql`(${t.status} = 'resolved') = (${t.resolvedAt} is not null)`),
    check('incidents_closed', sql`${t.closedAt} is null or ${t.status} = 'resolved'`),
    check('incidents_provider', sql`${t.coverage} <> 'provider' or ${t.provider} is not null`),
  ],
)

/**
 * The story of an incident, entry by entry; append-only: UPDATE, DELETE and TRUNCATE are refused for every
 * role (db/security.sql). What was wrong is corrected by a further entry.
 */
export const incidentEntries = pgTable(
  'incident_entries',
  {
    seq: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    incidentId: uuid()
      .notNull()
      .references(() => incidents.id),
    /** entryTypes of lib/incidents/model.ts. */
    type: text().$type<EntryType>().notNull(),
    visibility: entryVisibilityEnum().notNull().default('internal'),
    /** Null: written by the product. */
    actorId: uuid(),
    body: text().notNull().default(''),
    /** Before and after, ids of what it speaks of. */
    facts: jsonb().$type<EntryFacts>().notNull().default({}),
    /** The entry that this one puts right. */
    correctsSeq: bigint({ mode: 'number' }),
    /** When it happened; recordedAt is when it was written down. */
    at: moment().notNull(),
    recordedAt: createdAt(),
  },
  (t) => [
    index('incident_entries_incident_idx').on(t.incidentId, t.at, t.seq),
    // The search in stories; story_words is made in the migration.
    index('incident_entries_words_idx').using('gin', sql`story_words(${t.body})`),
    // An alert, a deploy is entered once, however often the job that enters it runs.
    uniqueIndex('incident_entries_once_key').on(t.incidentId, sql`(${t.facts} ->> 'once')`).where(sql`${t.facts} ? 'once'`),
    check('incident_entries_correction', sql`(${t.type} = 'correction') = (${t.correctsSeq} is not null)`),
  ],
)

/** Which systems an incident affects, how badly, and from when to when: the uptime of the status page follows from it. */
export const incidentSystems = pgTable(
  'incident_systems',
  {
    id: uuid().primaryKey().defaultRandom(),
    incidentId: uuid()
      .notNull()
      .references(() => incidents.id),
    systemKey: text()
      .notNull()
      .references(() => systems.key),
    impact: systemImpactEnum().notNull(),
    fromAt: moment().notNull(),
    /** Null while it lasts. */
    toAt: moment(),
  },
  (t) => [
    uniqueIndex('incident_systems_open_key').on(t.incidentId, t.systemKey).where(sql`${t.toAt} is null`),
    index('incident_systems_system_idx').on(t.systemKey, t.fromAt),
    check('incident_systems_order', sql`${t.toAt} is null or ${t.toAt} >= ${t.fromAt}`),
  ],
)

export const incidentResponders = pgTable(
  'incident_responders',
  {
    incidentId: uuid()
      .notNull()
      .references(() => incidents.id),
    userId: uuid().notNull(),
    joinedAt: moment().notNull(),
    leftAt: moment(),
  },
  (t) => [primaryKey({ columns: [t.incidentId, t.userId] })],
)

/** Alerts that belong to an incident; an alert belongs to one. */
export const incidentAlerts = pgTable(
  'incident_alerts',
  {
    alertId: uuid()
      .primaryKey()
      .references(() => alerts.id),
    incidentId: uuid()
      .notNull()
      .references(() => incidents.id),
    /** Null: attached by the product. */
    attachedBy: uuid(),
    at: moment().notNull(),
  },
  (t) => [index('incident_alerts_incident_idx').on(t.incidentId)],
)

export const postmortems = pgTable(
  'postmortems',
  {
    incidentId: uuid()
      .primaryKey()
      .references(() => incidents.id),
    /** Markdown, as are lessons and impact. */
    whatHappened: text().notNull().default(''),
    impact: text().notNull().default(''),
    usersAffected: integer(),
    minutes: integer(),
    revenueMicros: micros(),
    /** Five whys: each answers the one before it. */
    whys: text().array().notNull().default(sql`'{}'`),
    rootCause: text().notNull().default(''),
    lessons: text().notNull().default(''),
    /** Whole enough for SEV1 and SEV2 to be resolved (lib/incidents/postmortem.ts); a draft is not. */
    completeAt: moment(),
    reviewedBy: uuid(),
    reviewedAt: moment(),
    /** On the status page; null: not. */
    publishedAt: moment(),
    version: integer().notNull().default(1),
    createdBy: uuid(),
    createdAt: createdAt(),
    updatedAt: moment().notNull().defaultNow(),
  },
  (t) => [check('postmortems_reviewed', sql`(${t.reviewedBy} is null) = (${t.reviewedAt} is null)`)],
)

export const incidentFollowups = pgTable(
  'incident_followups',
  {
    id: uuid().primaryKey().defaultRandom(),
    incidentId: uuid()
      .notNull()
      .references(() => incidents.id),
    title: text().notNull(),
    ownerId: uuid(),
    dueOn: date({ mode: 'string' }),
    state: followupStateEnum().notNull().default('open'),
    /** Why it will not be done. */
    reason: text(),
    /** What must stay quiet for so many days before it counts as done; null: done is said by hand. */
    signal: jsonb().$type<FollowupSignal>(),
    /** Said to be done; with a signal it is proved only cleanDays later. */
    claimedAt: moment(),
    settledAt: moment(),
    settledBy: uuid(),
    createdBy: uuid(),
    version: integer().notNull().default(1),
    createdAt: createdAt(),
    updatedAt: moment().notNull().defaultNow(),
  },
  (t) => [
    index('incident_followups_incident_idx').on(t.incidentId),
    index('incident_followups_open_idx').on(t.ownerId, t.dueOn).where(sql`${t.state} = 'open'`),
    check('incident_followups_settled', sql`(${t.state} = 'open') = (${t.settledAt} is null)`),
    check('incident_followups_reason', sql`${t.state} <> 'not_doing' or length(${t.reason}) > 0`),
  ],
)

/** What an incident has cost whom: computed anew while it is open, and frozen when it is resolved. */
export const incidentImpacts = pgTable('incident_impacts', {
  incidentId: uuid()
    .primaryKey()
    .references(() => incidents.id),
  consumers: integer().notNull(),
  failedCalls: bigint({ mode: 'number' }).notNull(),
  /** What the failed calls would have brought, at the usual price of a call. */
  revenueMicros: micros().notNull(),
  /** Minutes that count against what is promised to customers. */
  slaMinutes: integer().notNull(),
  computedAt: moment().notNull(),
  frozenAt: moment(),
})

/** The same by organization, whether it called or published. */
export const incidentImpactOrganizations = pgTable(
  'incident_impact_organizations',
  {
    incidentId: uuid()
      .notNull()
      .references(() => incidents.id),
    organizationId: uuid().notNull(),
    /** publisher | consumer. */
    role: text().$type<'publisher' | 'consumer'>().notNull(),
    failedCalls: bigint({ mode: 'number' }).notNull(),
    revenueMicros: micros().notNull(),
  },
  (t) => [primaryKey({ columns: [t.incidentId, t.organizationId, t.role] }), index('incident_impact_organizations_organization_idx').on(t.organizationId)],
)
