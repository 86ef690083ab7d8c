import { toolState } from '@/components/tools/tool-state'
import { findConsumer, getOrganization } from '@/lib/accounts/queries'
import { listOpenGates } from '@/lib/gates/queries/list-gates'
import { readTenant } from '@/lib/http/read'
import { listFaultWindows } from '@/lib/ingest/queries'
import { listToolTotals, sumWindow } from '@/lib/metrics/queries'
import { listUptime } from '@/lib/probes/queries'
import { findHealthReport } from '@/lib/scores/queries'
import { addDays, floorTo, HOUR, startOfDay } from '@/lib/time'
import { listTools } from '@/lib/tools/queries'
import { listConsumerUsage } from '@/lib/usage/queries'

/** What the first page says: the week of a publisher, and what the organization itself calls. */
export function loadOverview(ctx: { organizationId: string; now: Date }) {
  const { organizationId, now } = ctx
  const to = floorTo(now, HOUR)
  const week = { from: addDays(to, -7), to }
  return readTenant(ctx, async (tx) => {
    const [organization, report, sums, tools, totals, uptimes, faults, consumer, gates] = await Promise.all([
      getOrganization(tx, organizationId),
      findHealthReport(tx, { organizationId, now }),
      sumWindow(tx, { organizationId, window: week }),
      listTools(tx, { organizationId }),
      listToolTotals(tx, { organizationId, window: week }),
      listUptime(tx, { organizationId, window: { from: addDays(now, -1), to: now } }),
      listFaultWindows(tx, { organizationId, window: week }),
      findConsumer(tx, organizationId),
      listOpenGates(tx, { organizationId }),
    ])
    const usage = consumer
      ? await listConsumerUsage(tx, { consumerId: consumer.id, window: { from: addDays(startOfDay(now), -28), to: addDays(startOfDay(now), 1) } })
      : []
    const byTool = new Map(totals.map((total) => [total.toolId, total]))
    const states = tools.map((tool) => {
      const total = byTool.get(tool.id) ?? null
      return { tool, totals: total, state: toolState(total, uptimes.get(tool.id)?.lastState ?? null) }
    })
    return { zone: organization.timeZone, name: organization.name, report, sums, states, faults, consumer, usage, gates }
  })
}

export type Overview = Awaited<ReturnType<typeof loadOverview>>
