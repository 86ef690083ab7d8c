import { parseTableQuery } from '@/components/ui/table-query'
import { findUsageSummary } from '@/lib/budgets/queries/usage-summary'
import { csvResponse } from '@/lib/http/csv'
import { readTenant } from '@/lib/http/read'
import { requireTenant } from '@/lib/http/require-actor'
import { isoDay } from '@/lib/time'
import { readPeriod } from '../_parts/load-usage'
import { searchTools, sortableColumns, sortTools } from '../_parts/usage-rows'

/** Usage by tool as CSV: same period, search and order, every page. */
export async function GET(request: Request): Promise<Response> {
  const ctx = await requireTenant()
  const params = Object.fromEntries(new URL(request.url).searchParams)
  const period = readPeriod(params)
  const query = parseTableQuery(params, { path: '/dashboard/usage', sortable: sortableColumns, defaultSort: { by: 'spend', direction: 'desc' } })
  const summary = await readTenant(ctx, (tx) => findUsageSummary(tx, { organizationId: ctx.organizationId, now: ctx.now, period }))
  return csvResponse(
    `usage-${period}-${isoDay(ctx.now)}.csv`,
    [
      'tool',
      'category',
      'invocations',
      'spend_usd',
      'spend_share',
      'budget_share_this_month',
      'average_latency_ms',
      'error_ratio',
      'own_error_ratio',
      'change_ratio',
      'previous_invocations',
      'previous_spend_usd',
    ],
    sortTools(searchTools(summary?.tools ?? [], query.search), query.sort.by, query.sort.direction).map((tool) => [
      tool.name,
      tool.category,
      tool.invocations,
      tool.spendMicros / 1_000_000,
      tool.spendShare,
      tool.budgetShare,
      tool.avgLatencyMs,
      tool.errorRatio,
      tool.ownErrorRatio,
      tool.change,
      tool.previous.invocations,
      tool.previous.spendMicros / 1_000_000,
    ]),
  )
}
