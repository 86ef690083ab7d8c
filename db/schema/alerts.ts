import { sql } from 'drizzle-orm'
import { bigint, boolean, check, doublePrecision, index, integer, jsonb, pgEnum, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import type { Acknowledgement, Labels, Matcher, RuleOptions } from '@/lib/alerts/model'
import { organizations } from './accounts'
import { createdAt, moment } from './columns'
import { metricSeries } from './metrics'
import { tools } from './tools'

export const alertRuleKindEnum = pgEnum('alert_rule_kind', ['threshold', 'anomaly', 'change', 'absence', 'schedule', 'burn_rate'])
export const alertSeverityEnum = pgEnum('alert_severity', ['warning', 'critical'])
export const alertOperatorEnum = pgEnum('alert_operator', ['gt', 'lt', 'eq'])
export const alertStateEnum = pgEnum('alert_state', ['firing', 'acknowledged', 'resolved', 'dismissed', 'false_positive'])
export const alertSourceEnum = pgEnum('alert_source', ['rule', 'alertmanager'])
export const alertNoDataEnum = pgEnum('alert_no_data', ['keep', 'resolve', 'alert'])
export const alertPhaseEnum = pgEnum('alert_phase', ['pending', 'firing', 'recovering', 'no_data', 'error'])

/**
 * What is watched, and when that is bad. A rule without an organization is the platform's. A deleted
 * rule keeps its row: its alerts tell what they were about.
 */
export const alertRules = pgTable(
  'alert_rules',
  {
    id: uuid().primaryKey().defaultRandom(),
    organizationId: uuid().references(() => organizations.id),
    name: text().notNull(),
    /** What to do about it; stands in every message. */
    description: text().notNull().default(''),
    runbookUrl: text(),
    /** Key of the metric catalogue (lib/alerts/metrics); null for what has no metric of its own (burn rate, schedule). */
    metric: text(),
    kind: alertRuleKindEnum().notNull(),
    /** How the values of the window become one: of the metric's own aggregations. */
    aggregation: text(),
    operator: alertOperatorEnum(),
    /** In the metric's unit. */
    threshold: doublePrecision(),
    /** Over how long a value is taken, minutes. */
    windowMinutes: integer().notNull().default(1),
    /** Dimensions that a series must have. */
    filter: jsonb().$type<Labels>().notNull().default({}),
    /** Dimensions by which series stay apart; each combination is an alert of its own. */
    groupBy: text().array().notNull().default(sql`'{}'`),
    /** One tool; null: all of the organization's. */
    toolId: uuid().references(() => tools.id),
    /** What a kind needs besides (lib/alerts/model.ts). */
    options: jsonb().$type<RuleOptions>().notNull().default({}),
    /** How long it must be bad before it fires, and good before it resolves. */
    forMinutes: integer().notNull().default(0),
    recoverMinutes: integer().notNull().default(0),
    noData: alertNoDataEnum().notNull().default('keep'),
    severity: alertSeverityEnum().notNull().default('warning'),
    /** After a notification about a fingerprint none for so long, unless it becomes graver. */
    cooldownMinutes: integer().notNull().default(60),
    /** Minutes after midnight in quietZone; only what is critical is told in between. Both null: none. */
    quietFromMinute: integer(),
    quietToMinute: integer(),
    quietZone: text().notNull().default('UTC'),
    snoozedUntil: moment(),
    enabled: boolean().notNull().default(true),
    /** The template that it was made from; null: written by hand. */
    template: text(),
    /** Grows with every change; an edit that was based on an older one is refused. */
    version: integer().notNull().default(1),
    createdBy: uuid(),
    /** Version whose series stand in alert_rule_series; null: none. */
    matchedVersion: integer(),
    /** To within a quarter of an hour: an evaluation judges all rules, and does not write them all. */
    lastEvaluatedAt: moment(),
    /** What went wrong at the last evaluation; null: nothing. */
    lastError: text(),
    createdAt: createdAt(),
    updatedAt: moment().notNull().defaultNow(),
    deletedAt: moment(),
  },
  (t) => [
    // The evaluator reads what is on, kind by kind.
    index('alert_rules_live_idx').on(t.metric, t.kind).where(sql`${t.deletedAt} is null and ${t.enabled}`),
    index('alert_rules_organization_idx').on(t.organizationId, t.createdAt),
    check('alert_rules_window', sql`${t.windowMinutes} between 1 and 10080`),
    check('alert_rules_for', sql`${t.forMinutes} between 0 and 1440 and ${t.recoverMinutes} between 0 and 1440`),
    check('alert_rules_cooldown', sql`${t.cooldownMinutes} between 0 and 10080`),
    check('alert_rules_quiet', sql`(${t.quietFromMinute} is null) = (${t.quietToMinute} is null)`),
    check('alert_rules_quiet_minutes', sql`${t.quietFromMinute} between 0 and 1439 and ${t.quietToMinute} between 0 and 1439`),
    check('alert_rules_threshold', sql`${t.kind} <> 'threshold' or (${t.metric} is not null and ${t.operator} is not null and ${t.threshold} is not null)`),
  ],
)

/**
 * Which series of metric_series a rule is about, kept by the evaluator: looked for when a rule has changed or
 * a series is new, so that an evaluation joins by number instead of comparing dimensions.
 */
export const alertRuleSeries = pgTable(
  'alert_rule_series',
  {
    ruleId: uuid()
      .notNull()
      .references(() => alertRules.id, { onDelete: 'cascade' }),
    seriesId: bigint({ mode: 'number' })
      .notNull()
      .references(() => metricSeries.id, { onDelete: 'cascade' }),
    /** The fingerprint that its values belong to. */
    fingerprint: text().notNull(),
    /** In a ratio: whether it counts among the bad ones; null where there is no ratio. */
    numerator: boolean(),
    counter: boolean().notNull(),
  },
  (t) => [primaryKey({ columns: [t.ruleId, t.seriesId] }), index('alert_rule_series_series_idx').on(t.seriesId)],
)

/** What the evaluator remembers of a fingerprint that is not simply fine; no row: all is well. */
export const alertStates = pgTable(
  'alert_states',
  {
    ruleId: uuid()
      .notNull()
      .references(() => alertRules.id, { onDelete: 'cascade' }),
    fingerprint: text().notNull(),
    organizationId: uuid(),
    phase: alertPhaseEnum().notNull(),
    /** What it was before data went missing or an evaluation failed; null otherwise. */
    before: alertPhaseEnum(),
    /** Since when it has been in this phase: the end of the first window that said so. */
    since: moment().notNull(),
    labels: jsonb().$type<Labels>().notNull(),
    value: doublePrecision(),
    /** End of the newest window that had a value. */
    lastReadingAt: moment(),
    /** Evaluations in a row without a value. */
    missed: integer().notNull().default(0),
    alertId: uuid(),
    /** Version of the rule that was judged by; a changed rule begins anew. */
    ruleVersion: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.ruleId, t.fingerprint] }), index('alert_states_organization_idx').on(t.organizationId)],
)

/** One stretch in which something was bad. */
export const alerts = pgTable(
  'alerts',
  {
    id: uuid().primaryKey().defaultRandom(),
    organizationId: uuid().references(() => organizations.id),
    source: alertSourceEnum().notNull().default('rule'),
    ruleId: uuid().references(() => alertRules.id),
    /** Rule and firing dimensions (or the source's own fingerprint): what makes it the same thing. */
    fingerprint: text().notNull(),
    state: alertStateEnum().notNull().default('firing'),
    severity: alertSeverityEnum().notNull(),
    /** One sentence with figures, as it was when it fired. */
    title: text().notNull(),
    description: text().notNull().default(''),
    runbookUrl: text(),
    /** What silences and routes match: the dimensions, and rule, metric, tool, severity. */
    labels: jsonb().$type<Labels>().notNull(),
    metric: text(),
    toolId: uuid(),
    unit: text(),
    /** When it fired, now, and at its worst, in the metric's unit; null where there is no figure. */
    firedValue: doublePrecision(),
    value: doublePrecision(),
    worstValue: doublePrecision(),
    threshold: doublePrecision(),
    operator: alertOperatorEnum(),
    /** End of the first window that was bad. */
    startedAt: moment().notNull(),
    firedAt: moment().notNull(),
    resolvedAt: moment(),
    /** recovered | no_data | rule_changed | rule_deleted | rule_off | source | by_hand; null while open. */
    resolveReason: text(),
    acknowledgedBy: uuid(),
    acknowledgedAt: moment(),
    acknowledgement: jsonb().$type<Acknowledgement>(),
    /** Who dismissed it or said that it was false, when and why. */
    closedBy: uuid(),
    closedNote: text(),
    /** What keeps it from being told, as of the last evaluation. */
    silenceId: uuid(),
    maintenanceId: uuid(),
    /** The open alert of what it depends on; it is folded under that. */
    parentAlertId: uuid(),
    /** Where Alertmanager sends people. */
    sourceUrl: text(),
    createdAt: createdAt(),
    updatedAt: moment().notNull().defaultNow(),
  },
  (t) => [
    // One open alert a fingerprint, also while it is acknowledged.
    uniqueIndex('alerts_open_key').on(t.fingerprint).where(sql`${t.state} in ('firing', 'acknowledged')`),
    index('alerts_open_idx').on(t.organizationId, t.firedAt).where(sql`${t.state} in ('firing', 'acknowledged')`),
    index('alerts_organization_idx').on(t.organizationId, t.firedAt),
    index('alerts_rule_idx').on(t.ruleId, t.firedAt),
    index('alerts_fired_idx').on(t.firedAt),
    check('alerts_resolved', sql`(${t.state} in ('firing', 'acknowledged')) = (${t.resolvedAt} is null)`),
    check('alerts_acknowledged', sql`${t.state} <> 'acknowledged' or ${t.acknowledgedAt} is not null`),
  ],
)

/**
 * What happened to alerts, in order; append-only. The notifier reads it from where it stopped, pages show
 * it, and each row is announced to the open pages (live_events).
 */
export const alertEvents = pgTable(
  'alert_events',
  {
    seq: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    alertId: uuid()
      .notNull()
      .references(() => alerts.id),
    organizationId: uuid(),
    /** fired | escalated | acknowledged | rearmed | resolved | dismissed | false_positive. */
    type: text().notNull(),
    /** Null: the evaluator. */
    actorId: uuid(),
    note: text(),
    value: doublePrecision(),
    at: moment().notNull(),
  },
  (t) => [index('alert_events_alert_idx').on(t.alertId, t.seq), index('alert_events_organization_idx').on(t.organizationId, t.seq)],
)

/** Alerts that match are not told until it ends. */
export const silences = pgTable(
  'silences',
  {
    id: uuid().primaryKey().defaultRandom(),
    organizationId: uuid().references(() => organizations.id),
    matchers: jsonb().$type<Matcher[]>().notNull(),
    reason: text().notNull(),
    createdBy: uuid().notNull(),
    startsAt: moment().notNull(),
    endsAt: moment().notNull(),
    /** Ended by hand before its time. */
    endedAt: moment(),
    createdAt: createdAt(),
  },
  (t) => [index('silences_organization_idx').on(t.organizationId, t.endsAt), check('silences_order', sql`${t.endsAt} > ${t.startsAt}`)],
)

/** Planned work: alerts that match are not told while it lasts, once or again and again. */
export const maintenanceWindows = pgTable(
  'maintenance_windows',
  {
    id: uuid().primaryKey().defaultRandom(),
    organizationId: uuid().references(() => organizations.id),
    name: text().notNull(),
    matchers: jsonb().$type<Matcher[]>().notNull(),
    startsAt: moment().notNull(),
    /** How long each lasts. */
    durationMinutes: integer().notNull(),
    /** Cron expression of five fields in the zone; null: once, at startsAt. */
    cron: text(),
    timeZone: text().notNull().default('UTC'),
    /** No repetition begins after it; null: none. */
    until: moment(),
    createdBy: uuid().notNull(),
    cancelledAt: moment(),
    createdAt: createdAt(),
  },
  (t) => [
    index('maintenance_windows_organization_idx').on(t.organizationId, t.startsAt),
    check('maintenance_windows_duration', sql`${t.durationMinutes} between 1 and 10080`),
  ],
)

/** What depends on what, as labels: an alert of the child folds under an open one of the parent. */
export const alertDependencies = pgTable(
  'alert_dependencies',
  {
    id: uuid().primaryKey().defaultRandom(),
    organizationId: uuid().references(() => organizations.id),
    /** Label and value: tool=<id>, service=<name>. */
    childLabel: text().notNull(),
    childValue: text().notNull(),
    /** provider=<name>, service=<name>, tool=<id>. */
    parentLabel: text().notNull(),
    parentValue: text().notNull(),
    /** declared | inferred: inferred ones come from the causes of stories. */
    origin: text().notNull(),
    createdBy: uuid(),
    createdAt: createdAt(),
  },
  (t) => [
    uniqueIndex('alert_dependencies_key').on(sql`coalesce(${t.organizationId}::text, '')`, t.childLabel, t.childValue, t.parentLabel, t.parentValue),
    index('alert_dependencies_organization_idx').on(t.organizationId),
  ],
)

/** Up to which event somebody has seen an organization's alerts: what is newer counts on the bell. */
export const alertReads = pgTable(
  'alert_reads',
  {
    userId: uuid().notNull(),
    /** Staff who look at the platform's alerts have a row without an organization. */
    organizationId: uuid(),
    seenSeq: bigint({ mode: 'number' }).notNull(),
    at: moment().notNull(),
  },
  (t) => [uniqueIndex('alert_reads_key').on(t.userId, sql`coalesce(${t.organizationId}::text, '')`)],
)

/** Where the evaluator stands: one row, claimed by conditional update, so that a minute is judged once. */
export const alertCursor = pgTable('alert_cursor', {
  id: integer().primaryKey(),
  /** End of the newest minute that was judged. */
  evaluatedTo: moment().notNull(),
})

/** Each evaluation, for its own health; kept a week. */
export const alertRuns = pgTable(
  'alert_runs',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    /** End of the minute that was judged. */
    minuteAt: moment().notNull(),
    startedAt: moment().notNull(),
    durationMs: integer().notNull(),
    rules: integer().notNull(),
    readings: integer().notNull(),
    fired: integer().notNull(),
    resolved: integer().notNull(),
    failed: integer().notNull(),
    error: text(),
  },
  (t) => [index('alert_runs_started_idx').on(t.startedAt)],
)

/** A breach that the product itself makes, when it became an alert, and when the notifier had taken that over. */
export const alertProbes = pgTable(
  'alert_probes',
  {
    id: uuid().primaryKey().defaultRandom(),
    /** When the bad value was recorded. */
    breachedAt: moment().notNull(),
    alertId: uuid(),
    alertedAt: moment(),
    handedAt: moment(),
  },
  (t) => [index('alert_probes_breached_idx').on(t.breachedAt)],
)
