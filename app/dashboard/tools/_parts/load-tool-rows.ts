import { toolState } from '@/components/tools/tool-state'
import { readTenant } from '@/lib/http/read'
import { listToolTotals } from '@/lib/metrics/queries'
import { listUptime } from '@/lib/probes/queries'
import { addDays, floorTo, HOUR } from '@/lib/time'
import { listCategories, listTools } from '@/lib/tools/queries'
import type { ToolRow } from './tool-rows'

/** The tools of the organization with their last 28 days, unsorted. */
export function loadToolRows(
  ctx: { organizationId: string; now: Date },
  filter: { search: string; category: string },
): Promise<{ rows: ToolRow[]; categories: string[] }> {
  const { organizationId } = ctx
  const to = floorTo(ctx.now, HOUR)
  const window = { from: addDays(to, -28), to }
  return readTenant(ctx, async (tx) => {
    const [tools, categories, totals, uptimes] = await Promise.all([
      listTools(tx, { organizationId, search: filter.search, category: filter.category }),
      listCategories(tx, organizationId),
      listToolTotals(tx, { organizationId, window }),
      listUptime(tx, { organizationId, window: { from: window.from, to: ctx.now } }),
    ])
    const byTool = new Map(totals.map((total) => [total.toolId, total]))
    const rows = tools.map((tool) => {
      const [total, uptime] = [byTool.get(tool.id) ?? null, uptimes.get(tool.id) ?? null]
      return { tool, version: tool.version, totals: total, uptime, state: toolState(total, uptime?.lastState ?? null) }
    })
    return { rows, categories }
  })
}
