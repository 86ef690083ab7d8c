import type { SearchParams } from '@/components/ui/table-query'
import { getOrganization } from '@/lib/accounts/queries'
import { type UsagePeriod, usagePeriods } from '@/lib/budgets/model'
import { periodWindows } from '@/lib/budgets/period'
import { findUsageSummary } from '@/lib/budgets/queries/usage-summary'
import { readTenant } from '@/lib/http/read'
import { findConsumerReport } from '@/lib/scores/consumer/queries'
import { listConsumerDays } from '@/lib/usage/queries'

/** The period of the address; anything else is the usual 28 days. */
export function readPeriod(searchParams: SearchParams): UsagePeriod {
  return usagePeriods.find((period) => period === searchParams.period) ?? '28d'
}

/** All that the page shows; null when the organization calls nothing. */
export function loadUsage(ctx: { organizationId: string; now: Date }, period: UsagePeriod) {
  const { organizationId, now } = ctx
  const { window, previous } = periodWindows(period, now)
  return readTenant(ctx, async (tx) => {
    const [organization, summary] = await Promise.all([getOrganization(tx, organizationId), findUsageSummary(tx, { organizationId, now, period })])
    if (!summary) return null
    const { consumerId } = summary
    const [report, days, daysBefore] = await Promise.all([
      findConsumerReport(tx, { organizationId, now }),
      listConsumerDays(tx, { consumerId, window }),
      listConsumerDays(tx, { consumerId, window: previous }),
    ])
    return { zone: organization.timeZone, summary, report, window, previous, days, daysBefore }
  })
}

export type LoadedUsage = NonNullable<Awaited<ReturnType<typeof loadUsage>>>
