import { toolState } from '@/components/tools/tool-state'
import { getOrganization } from '@/lib/accounts/queries'
import { getTodaysAlerts } from '@/lib/alerts/queries/today'
import { findUsageSummary } from '@/lib/budgets/queries/usage-summary'
import { listOpenGates } from '@/lib/gates/queries/list-gates'
import { readTenant } from '@/lib/http/read'
import { listFaultWindows } from '@/lib/ingest/queries'
import { momentOf, writtenIn } from '@/lib/local-time'
import { listToolTotals, sumWindow } from '@/lib/metrics/queries'
import { listUptime } from '@/lib/probes/queries'
import { findConsumerReport } from '@/lib/scores/consumer/queries'
import { findHealthReport } from '@/lib/scores/queries'
import { addDays, floorTo, HOUR, startOfDay } from '@/lib/time'
import { listTools } from '@/lib/tools/queries'

/** What the first page says: the week of a publisher, and what the organization itself calls. */
export function loadOverview(ctx: { organizationId: string; now: Date }) {
  const { organizationId, now } = ctx
  const to = floorTo(now, HOUR)
  const week = { from: addDays(to, -7), to }
  return readTenant(ctx, async (tx) => {
    const [organization, report, sums, tools, totals, uptimes, faults, usage, consumerReport, gates] = await Promise.all([
      getOrganization(tx, organizationId),
      findHealthReport(tx, { organizationId, now }),
      sumWindow(tx, { organizationId, window: week }),
      listTools(tx, { organizationId }),
      listToolTotals(tx, { organizationId, window: week }),
      listUptime(tx, { organizationId, window: { from: addDays(now, -1), to: now } }),
      listFaultWindows(tx, { organizationId, window: week }),
      findUsageSummary(tx, { organizationId, now, period: '7d' }),
      findConsumerReport(tx, { organizationId, now }),
      listOpenGates(tx, { organizationId }),
    ])
    const midnight = momentOf(`${writtenIn(now, organization.timeZone).slice(0, 10)}T00:00`, organization.timeZone) ?? startOfDay(now)
    const alerts = await getTodaysAlerts(tx, { organizationId, now, since: midnight })
    const byTool = new Map(totals.map((total) => [total.toolId, total]))
    const states = tools.map((tool) => {
      const total = byTool.get(tool.id) ?? null
      return { tool, totals: total, state: toolState(total, uptimes.get(tool.id)?.lastState ?? null) }
    })
    return { zone: organization.timeZone, name: organization.name, report, sums, states, faults, usage, consumerReport, gates, alerts }
  })
}

export type Overview = Awaited<ReturnType<typeof loadOverview>>
