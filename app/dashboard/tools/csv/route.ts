import { parseTableQuery } from '@/components/ui/table-query'
import { csvResponse } from '@/lib/http/csv'
import { requireTenant } from '@/lib/http/require-actor'
import { isoDay } from '@/lib/time'
import { loadToolRows } from '../_parts/load-tool-rows'
import { sortableColumns, sortRows } from '../_parts/tool-rows'

/** The list of tools as CSV: same search, filter and order, every page. */
export async function GET(request: Request): Promise<Response> {
  const ctx = await requireTenant()
  const query = parseTableQuery(Object.fromEntries(new URL(request.url).searchParams), {
    path: '/dashboard/tools',
    sortable: sortableColumns,
    defaultSort: { by: 'invocations', direction: 'desc' },
  })
  const { rows } = await loadToolRows(ctx, { search: query.search, category: query.params.category ?? '' })
  return csvResponse(
    `tools-${isoDay(ctx.now)}.csv`,
    [
      'tool',
      'slug',
      'category',
      'version',
      'state',
      'invocations',
      'fair_error_ratio',
      'raw_error_ratio',
      'p50_ms',
      'p95_ms',
      'p99_ms',
      'uptime_ratio',
      'consumers',
      'revenue_usd',
    ],
    sortRows(rows, query.sort.by, query.sort.direction).map(({ tool, version, state, totals, uptime }) => [
      tool.name,
      tool.slug,
      tool.category,
      version,
      state.label,
      totals?.invocations ?? 0,
      totals?.fairErrorRatio ?? null,
      totals?.rawErrorRatio ?? null,
      totals?.p50Ms ?? null,
      totals?.p95Ms ?? null,
      totals?.p99Ms ?? null,
      uptime?.upRatio ?? null,
      totals?.consumers ?? 0,
      (totals?.revenueMicros ?? 0) / 1_000_000,
    ]),
  )
}
