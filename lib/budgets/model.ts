import { z } from 'zod'

// Money that a caller has left, and what it is told about it. Reads consumers (balances, budgets),
// usage; writes consumer_alerts (open until they have passed) and usage_warnings (once a month and
// level). Money is in micros of US dollars, months are UTC.

export const consumerAlertKinds = ['low_balance', 'budget_exceeded', 'usage_spike'] as const
export type ConsumerAlertKind = (typeof consumerAlertKinds)[number]

/** Percent of the month's budget that are warned about (spec, section 5). */
export const warningLevels = [50, 80, 90, 100] as const
export type WarningLevel = (typeof warningLevels)[number]

/** An alert that passed and comes back within this time is the same alert, not a new one. */
export const COOLDOWN_HOURS = 1

/** A balance is low when it lasts for less: three days are a weekend. It has passed with one day more. */
export const LOW_BALANCE_DAYS = 3
/** With auto-refill the refill has its time; then only a day says that it did not come. */
export const LOW_BALANCE_DAYS_REFILLED = 1
export const BALANCE_MARGIN_DAYS = 1

/** An exceeded budget has passed when this share of it is spent, or less. */
export const BUDGET_CLEAR_RATIO = 0.95

/** A spike is an hour of so many times the usual calls of that hour, and never of fewer than the floor. */
export const SPIKE_FACTOR = 3
export const SPIKE_FLOOR = 300
/** It has passed when an hour has less than this share of what made it one. */
export const SPIKE_CLEAR_RATIO = 2 / 3
/** Before, nobody knows what is usual. */
export const SPIKE_HISTORY_DAYS = 7

/** Advisory lock: two checks take turns. */
export const BUDGET_LOCK = 'pulsegrid:check-budgets'

export const usagePeriods = ['7d', '28d', '90d', 'month'] as const
export type UsagePeriod = (typeof usagePeriods)[number]
export const usageQuerySchema = z.strictObject({ period: z.enum(usagePeriods).default('28d') })

const moment = z
  .date()
  .transform((at) => at.toISOString())
  .pipe(z.iso.datetime())

const usageSchema = z.object({
  invocations: z.number(),
  rated: z.number(),
  errors: z.number(),
  ownErrors: z.number(),
  errorRatio: z.number().nullable(),
  ownErrorRatio: z.number().nullable(),
  avgLatencyMs: z.number().nullable(),
  spendMicros: z.number(),
})

const toolUsageSchema = usageSchema.extend({
  toolId: z.string(),
  name: z.string(),
  category: z.string(),
  /** 0..1 of the spend of the period; null where nothing was spent. */
  spendShare: z.number().nullable(),
  /** This month's spend with the tool, 0..1 of the budget; null without one. */
  budgetShare: z.number().nullable(),
  /** Spend against the period before as a ratio, calls where nothing costs; null where there is nothing to compare with. */
  change: z.number().nullable(),
  previous: z.object({ invocations: z.number(), spendMicros: z.number() }),
})

const balanceSchema = z.object({
  /** Null where none is reported. */
  balanceMicros: z.number().nullable(),
  /** Spend a day: the faster of the last 7 and the last 28 whole days; null where nothing was spent. */
  burnMicros: z.number().nullable(),
  /** What 28 days cost at the mean of the last 28; null where nothing was spent. */
  typicalMicros: z.number().nullable(),
  /** Days that it lasts at that burn. */
  days: z.number().nullable(),
  lastsUntil: moment.nullable(),
  autoRefill: z.boolean(),
  paymentMethodExpiresAt: moment.nullable(),
  /** False while the platform has said nothing about the consumer but its calls. */
  described: z.boolean(),
})

const budgetSchema = z.object({
  /** First moment of the month in UTC. */
  monthAt: moment,
  budgetMicros: z.number().nullable(),
  /** own: set here by an owner; reported: by the platform. */
  source: z.enum(['own', 'reported']).nullable(),
  reportedMicros: z.number().nullable(),
  spentMicros: z.number(),
  /** 0..; null without a budget. */
  share: z.number().nullable(),
  /** What the month ends at if the burn goes on. */
  projectedMicros: z.number(),
})

const alertSchema = z.object({
  id: z.string(),
  kind: z.enum(consumerAlertKinds),
  firedAt: moment,
  resolvedAt: moment.nullable(),
  value: z.number(),
  threshold: z.number(),
})

const warningSchema = z.object({
  id: z.string(),
  level: z.number(),
  monthAt: moment,
  warnedAt: moment,
  resolvedAt: moment.nullable(),
  spentMicros: z.number(),
  budgetMicros: z.number(),
})

/** All that is said about a caller's usage: page, API and monthly mail read this. */
export const usageSummarySchema = z.object({
  organizationId: z.string(),
  consumerId: z.string(),
  period: z.enum(usagePeriods),
  from: moment,
  to: moment,
  /** The state in one sentence. */
  state: z.string(),
  totals: usageSchema,
  previous: usageSchema,
  tools: z.array(toolUsageSchema),
  balance: balanceSchema,
  budget: budgetSchema,
  /** Open ones, and those of the last 30 days, newest first. */
  alerts: z.array(alertSchema),
  /** Of this month and the two before it, newest first. */
  warnings: z.array(warningSchema),
})

export type UsageSummary = z.input<typeof usageSummarySchema>
export type ToolUsage = z.input<typeof toolUsageSchema>
export type BalanceState = z.input<typeof balanceSchema>
export type BudgetState = z.input<typeof budgetSchema>
export type ConsumerAlert = z.input<typeof alertSchema>
export type UsageWarning = z.input<typeof warningSchema>
