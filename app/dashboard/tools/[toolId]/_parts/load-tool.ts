import { getOrganization } from '@/lib/accounts/queries'
import { getAnomalyWeek } from '@/lib/anomalies/queries/week'
import { findToolListing } from '@/lib/directory/queries/listing'
import { listOpenGates } from '@/lib/gates/queries/list-gates'
import { readTenant } from '@/lib/http/read'
import { listFaultWindows } from '@/lib/ingest/queries'
import { listToolSeries, sumWindow } from '@/lib/metrics/queries'
import { listProbes, listUptime } from '@/lib/probes/queries'
import { addDays } from '@/lib/time'
import { findTool, getRefundSummary, getReviewSummary, listHappenings, listReviews, listVersions } from '@/lib/tools/queries'
import { type PeriodKey, periods, windowsOf } from './period'

/** Everything on a tool's page, read at one moment; null when the organization has no such tool. */
export function loadTool(ctx: { organizationId: string; now: Date }, toolId: string, period: PeriodKey) {
  const { organizationId, now } = ctx
  const { window, before } = windowsOf(period, now)
  const { step } = periods[period]
  const month = { from: addDays(now, -28), to: now }
  return readTenant(ctx, async (tx) => {
    const tool = await findTool(tx, toolId)
    // A consumer may read calls of other organizations' tools, but never the page of such a tool.
    if (!tool || tool.organizationId !== organizationId) return null
    const scope = { organizationId, toolId: tool.id }
    const [organization, series, previous, sums, happenings, faults, uptimes, probes, versions, reviews, reviewSummary, refunds, gates, listing, anomalies] =
      await Promise.all([
        getOrganization(tx, organizationId),
        listToolSeries(tx, { ...scope, window, step }),
        listToolSeries(tx, { ...scope, window: before, step }),
        sumWindow(tx, { ...scope, window }),
        listHappenings(tx, { ...scope, window }),
        listFaultWindows(tx, { ...scope, window }),
        listUptime(tx, { ...scope, window: month }),
        listProbes(tx, { toolId: tool.id, limit: 8 }),
        listVersions(tx, tool.id, 8),
        listReviews(tx, { ...scope, limit: 5 }),
        getReviewSummary(tx, scope),
        getRefundSummary(tx, { ...scope, window: month }),
        listOpenGates(tx, scope),
        findToolListing(tx, tool.id),
        getAnomalyWeek(tx, { ...scope, now }),
      ])
    return {
      tool,
      zone: organization.timeZone,
      window,
      series,
      previous,
      sums,
      happenings,
      faults,
      uptime: uptimes.get(tool.id) ?? null,
      probes,
      versions,
      reviews,
      reviewSummary,
      refunds,
      gates,
      listing,
      anomalies,
    }
  })
}

export type ToolPage = NonNullable<Awaited<ReturnType<typeof loadTool>>>
