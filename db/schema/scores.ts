import { sql } from 'drizzle-orm'
import { check, index, integer, jsonb, pgEnum, pgTable, real, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { consumers, developers, organizations } from './accounts'
import { createdAt, moment } from './columns'

export const scoreStateEnum = pgEnum('score_state', ['scored', 'new'])
/** Whose scorecard: an organization has at most one of each. */
export const scoreCardEnum = pgEnum('score_card', ['developer', 'consumer'])

/**
 * One receipt a developer and day: the inputs that went in, the formula's version and a hash, so
 * that every number on the page can be explained and recomputed. History is never thinned out.
 */
export const developerHealthScores = pgTable(
  'developer_health_scores',
  {
    id: uuid().primaryKey().defaultRandom(),
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    developerId: uuid()
      .notNull()
      .references(() => developers.id),
    /** End of the 28-day window, exclusive: UTC midnight. With developerId the key of the work. */
    asOf: moment().notNull(),
    state: scoreStateEnum().notNull(),
    /** 0-100 in steps of 0.1; null while the developer is new. */
    score: real(),
    /** The same with raw instead of fair error rates. */
    rawScore: real(),
    grade: text(),
    /** good | warning | critical. */
    light: text(),
    /** 39 or 59 when the reliability cap held the total down. */
    cappedAt: integer(),
    formulaVersion: text().notNull(),
    inputs: jsonb().notNull(),
    inputsHash: text().notNull(),
    /** Points by dimension and metric as computed, and the promises still open (lib/scores/receipts/receipt). */
    breakdown: jsonb().notNull(),
    calculatedAt: moment().notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex('developer_health_scores_developer_as_of_key').on(t.developerId, t.asOf),
    index('developer_health_scores_organization_idx').on(t.organizationId, t.asOf),
    check('developer_health_scores_range', sql`${t.score} is null or ${t.score} between 0 and 100`),
    check('developer_health_scores_new_has_no_score', sql`(${t.state} = 'new') = (${t.score} is null)`),
  ],
)

/** The same for a caller of tools (lib/scores/consumer): one receipt a consumer and day. */
export const consumerHealthScores = pgTable(
  'consumer_health_scores',
  {
    id: uuid().primaryKey().defaultRandom(),
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    consumerId: uuid()
      .notNull()
      .references(() => consumers.id),
    /** End of the 28-day window, exclusive: UTC midnight. With consumerId the key of the work. */
    asOf: moment().notNull(),
    state: scoreStateEnum().notNull(),
    score: real(),
    grade: text(),
    light: text(),
    formulaVersion: text().notNull(),
    inputs: jsonb().notNull(),
    inputsHash: text().notNull(),
    breakdown: jsonb().notNull(),
    calculatedAt: moment().notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex('consumer_health_scores_consumer_as_of_key').on(t.consumerId, t.asOf),
    index('consumer_health_scores_organization_idx').on(t.organizationId, t.asOf),
    check('consumer_health_scores_range', sql`${t.score} is null or ${t.score} between 0 and 100`),
    check('consumer_health_scores_new_has_no_score', sql`(${t.state} = 'new') = (${t.score} is null)`),
  ],
)

/** "Remind me in 7 days": the action is hidden until then; one row an action. */
export const actionDismissals = pgTable(
  'action_dismissals',
  {
    id: uuid().primaryKey().defaultRandom(),
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    card: scoreCardEnum().notNull(),
    /** The metric that the action improves. */
    actionId: text().notNull(),
    dismissedBy: uuid().notNull(),
    dismissedAt: moment().notNull(),
    remindAt: moment().notNull(),
  },
  (t) => [uniqueIndex('action_dismissals_key').on(t.organizationId, t.card, t.actionId)],
)

/**
 * What a fix was promised to bring and what it brought. A promise opens with the receipt in which its
 * action item first appears and travels in the receipts (breakdown.promises); a row is written when
 * its metric reaches its best. So a healthy day writes nothing here.
 */
export const actionPromises = pgTable(
  'action_promises',
  {
    id: uuid().primaryKey().defaultRandom(),
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    card: scoreCardEnum().notNull(),
    actionId: text().notNull(),
    /** The receipts in which the action appeared and was gone: their asOf. */
    openedAt: moment().notNull(),
    closedAt: moment().notNull(),
    promisedPoints: real().notNull(),
    /** What the metric contributed to the change of the total between both receipts. */
    wonPoints: real().notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    // A promise closes once a day at most; calculating the day again replaces its rows.
    uniqueIndex('action_promises_key').on(t.organizationId, t.card, t.closedAt, t.actionId),
  ],
)
