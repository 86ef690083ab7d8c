import { and, desc, eq, gt, gte, isNull, or } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { consumerAlerts, usageWarnings } from '@/db/schema/budgets'
import { findConsumer } from '@/lib/accounts/queries'
import { AppError } from '@/lib/errors'
import { addDays, startOfDay, type Window } from '@/lib/time'
import { listCalledTools, listConsumerUsage, sumConsumerUsage, sumRecentSpend } from '@/lib/usage/queries'
import { addMonths, startOfMonth } from '@/lib/usage/spend'
import type { ConsumerAlert, UsagePeriod, UsageSummary, UsageWarning } from '../model'
import { periodWindows } from '../period'
import { assembleSummary } from '../summary'

/** How far back ended alerts are shown. */
const ALERT_DAYS = 30

interface At {
  organizationId: string
  now: Date
  period: UsagePeriod
}

/** All about a caller's usage; null when the organization calls nothing. Needs a tenant's transaction. */
export function findUsageSummary(tx: Tx, { organizationId, now, period }: At): Promise<UsageSummary | null> {
  return readSummary(tx, { organizationId, now, period, ...periodWindows(period, now), monthAt: startOfMonth(now) })
}

/** The same of one whole month, against the month before it; what it says of the balance is of now. */
export function findMonthSummary(tx: Tx, { organizationId, now, monthAt }: { organizationId: string; now: Date; monthAt: Date }): Promise<UsageSummary | null> {
  const window = { from: monthAt, to: addMonths(monthAt, 1) }
  return readSummary(tx, { organizationId, now, period: 'month', window, previous: { from: addMonths(monthAt, -1), to: monthAt }, monthAt })
}

/**
 * The same for callers that need one.
 * @throws AppError not_found when the organization calls nothing
 */
export async function getUsageSummary(tx: Tx, at: At): Promise<UsageSummary> {
  const summary = await findUsageSummary(tx, at)
  if (!summary) throw new AppError('not_found', 'This organization calls no tools, so it has no usage.')
  return summary
}

async function readSummary(
  tx: Tx,
  { organizationId, now, period, window, previous, monthAt }: At & { window: Window; previous: Window; monthAt: Date },
): Promise<UsageSummary | null> {
  const consumer = await findConsumer(tx, organizationId)
  if (!consumer) return null
  const consumerId = consumer.id
  const [tools, toolsBefore, toolsOfMonth, totals, totalsBefore, spend, names, alerts, warnings] = await Promise.all([
    listConsumerUsage(tx, { consumerId, window }),
    listConsumerUsage(tx, { consumerId, window: previous }),
    listConsumerUsage(tx, { consumerId, window: { from: monthAt, to: window.to } }),
    sumConsumerUsage(tx, { consumerId, window }),
    sumConsumerUsage(tx, { consumerId, window: previous }),
    sumRecentSpend(tx, { consumerId, until: startOfDay(now) }),
    listCalledTools(tx),
    listConsumerAlerts(tx, { organizationId, now }),
    listUsageWarnings(tx, { organizationId, now }),
  ])
  return assembleSummary({
    organizationId,
    now,
    period,
    window,
    monthAt,
    consumer,
    totals,
    previous: totalsBefore,
    tools,
    toolsBefore,
    toolsOfMonth,
    names: new Map(names.map((tool) => [tool.id, tool])),
    spend,
    alerts,
    warnings,
  })
}

/** Open alerts and those of the last 30 days, newest first. */
async function listConsumerAlerts(tx: Tx, { organizationId, now }: { organizationId: string; now: Date }): Promise<ConsumerAlert[]> {
  const { id, kind, firedAt, resolvedAt, value, threshold } = consumerAlerts
  return tx
    .select({ id, kind, firedAt, resolvedAt, value, threshold })
    .from(consumerAlerts)
    .where(and(eq(consumerAlerts.organizationId, organizationId), or(isNull(resolvedAt), gt(firedAt, addDays(now, -ALERT_DAYS)))))
    .orderBy(desc(firedAt), desc(id))
}

/** The warnings of this month and the two before it, newest first. */
async function listUsageWarnings(tx: Tx, { organizationId, now }: { organizationId: string; now: Date }): Promise<UsageWarning[]> {
  const { id, level, monthAt, warnedAt, resolvedAt, spentMicros, budgetMicros } = usageWarnings
  return tx
    .select({ id, level, monthAt, warnedAt, resolvedAt, spentMicros, budgetMicros })
    .from(usageWarnings)
    .where(and(eq(usageWarnings.organizationId, organizationId), gte(monthAt, addMonths(startOfMonth(now), -2))))
    .orderBy(desc(warnedAt), desc(level))
}
