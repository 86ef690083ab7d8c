import { sql } from 'drizzle-orm'
import { check, index, integer, jsonb, pgEnum, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { developers, organizations } from './accounts'
import { createdAt, moment } from './columns'
import { tools } from './tools'

export const gateTypeEnum = pgEnum('gate_type', ['error_rate_elevated', 'error_rate_critical', 'health_down', 'low_score', 'dormant'])
/** watching is no row: a row begins with the trigger. */
export const gateStateEnum = pgEnum('gate_state', ['grace', 'applied', 'lifted'])
export const gateStepEnum = pgEnum('gate_step', ['triggered', 'midpoint', 'day_before', 'applied', 'escalation_ahead', 'escalated', 'lifted'])

/** One episode of one gate over one tool (or, for low_score, over a publisher). History is kept. */
export const qualityGates = pgTable(
  'quality_gates',
  {
    id: uuid().primaryKey().defaultRandom(),
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    developerId: uuid()
      .notNull()
      .references(() => developers.id),
    /** Null: the gate stands over the publisher and all its tools. */
    toolId: uuid().references(() => tools.id),
    type: gateTypeEnum().notNull(),
    state: gateStateEnum().notNull(),
    triggeredAt: moment().notNull(),
    /** When the consequence falls due as of the last check; moves while the clock stands. */
    appliesAt: moment().notNull(),
    appliedAt: moment(),
    /** The second consequence of error_rate_elevated; null while it is not due or does not exist. */
    escalatesAt: moment(),
    escalatedAt: moment(),
    liftedAt: moment(),
    /** healed | exempted | archived; null while open. */
    liftReason: text(),
    /** Minutes that the clock has stood since the trigger, for incidents of the platform and of providers. */
    stoppedMinutes: integer().notNull().default(0),
    /** What the clock stands for now, in words; null while it runs. */
    stoppedBy: text(),
    /** The figures that the last check judged by (lib/gates/model.ts). */
    evidence: jsonb().notNull(),
    /** The `now` of the check that judged last; a check of an older moment changes nothing. */
    checkedAt: moment().notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    // One open episode a subject and gate; a lifted one makes room for the next.
    uniqueIndex('quality_gates_open_tool_key').on(t.toolId, t.type).where(sql`${t.state} <> 'lifted' and ${t.toolId} is not null`),
    uniqueIndex('quality_gates_open_developer_key').on(t.developerId, t.type).where(sql`${t.state} <> 'lifted' and ${t.toolId} is null`),
    index('quality_gates_organization_idx').on(t.organizationId, t.triggeredAt),
    index('quality_gates_tool_idx').on(t.toolId),
    check('quality_gates_lifted_has_moment', sql`(${t.state} = 'lifted') = (${t.liftedAt} is not null)`),
    check('quality_gates_subject', sql`(${t.type} = 'low_score') = (${t.toolId} is null)`),
  ],
)

/** What the publisher is to be told of a gate, once a step; notifications reads it and writes the mails. */
export const gateNotices = pgTable(
  'gate_notices',
  {
    id: uuid().primaryKey().defaultRandom(),
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    gateId: uuid()
      .notNull()
      .references(() => qualityGates.id),
    step: gateStepEnum().notNull(),
    /** The `now` of the check that owed it. */
    owedAt: moment().notNull(),
    /** What the mail says the consequence's date is; null for applied and lifted. */
    consequenceAt: moment(),
    createdAt: createdAt(),
  },
  (t) => [uniqueIndex('gate_notices_step_key').on(t.gateId, t.step), index('gate_notices_organization_idx').on(t.organizationId, t.owedAt)],
)

export const exemptionStateEnum = pgEnum('exemption_state', ['pending', 'approved', 'rejected', 'revoked', 'expired'])

/** "Leave this gate out until …": asked by the publisher, decided by staff. */
export const gateExemptions = pgTable(
  'gate_exemptions',
  {
    id: uuid().primaryKey().defaultRandom(),
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    developerId: uuid()
      .notNull()
      .references(() => developers.id),
    toolId: uuid().references(() => tools.id),
    type: gateTypeEnum().notNull(),
    state: exemptionStateEnum().notNull().default('pending'),
    reason: text().notNull(),
    evidence: text().notNull().default(''),
    requestedBy: uuid().notNull(),
    requestedAt: moment().notNull(),
    /** The day until which it is asked for, and then holds; at most 90 days after the decision. */
    until: moment().notNull(),
    decidedBy: uuid(),
    decidedAt: moment(),
    decisionReason: text(),
    createdAt: createdAt(),
  },
  (t) => [
    uniqueIndex('gate_exemptions_open_tool_key').on(t.toolId, t.type).where(sql`${t.state} in ('pending', 'approved') and ${t.toolId} is not null`),
    uniqueIndex('gate_exemptions_open_developer_key').on(t.developerId, t.type).where(sql`${t.state} in ('pending', 'approved') and ${t.toolId} is null`),
    index('gate_exemptions_organization_idx').on(t.organizationId, t.requestedAt),
    index('gate_exemptions_tool_idx').on(t.toolId),
    check('gate_exemptions_decided', sql`(${t.state} in ('approved', 'rejected', 'revoked')) <= (${t.decidedAt} is not null)`),
  ],
)

/** "Reliable": earned by 90 days without a breach and A- or better; lost 60 days after that ended. */
export const reliableBadges = pgTable(
  'reliable_badges',
  {
    id: uuid().primaryKey().defaultRandom(),
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    developerId: uuid()
      .notNull()
      .references(() => developers.id),
    earnedAt: moment().notNull(),
    /** Since when the conditions have not held, and when the badge goes if they stay so. */
    failingSince: moment(),
    losesAt: moment(),
    lostAt: moment(),
    checkedAt: moment().notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    uniqueIndex('reliable_badges_held_key').on(t.developerId).where(sql`${t.lostAt} is null`),
    index('reliable_badges_organization_idx').on(t.organizationId, t.earnedAt),
    check('reliable_badges_failing', sql`(${t.failingSince} is null) = (${t.losesAt} is null)`),
  ],
)
