import { alertCsvColumns, alertCsvRow } from '@/components/alerts/alert-columns'
import { listAlerts } from '@/lib/alerts/queries/list-alerts'
import { csvResponse } from '@/lib/http/csv'
import { readPlatform } from '@/lib/http/read'
import { requireStaff } from '@/lib/http/require-actor'
import { isoDay } from '@/lib/time'
import { historyQuery } from '../_parts/history-query'

/** More than anybody reads; a file that fits in memory. */
const MOST = 20_000

/** Everybody's alerts as CSV: same search, filters and order, every page. */
export async function GET(request: Request): Promise<Response> {
  const ctx = await requireStaff('admin.read')
  const { query, filter, sort } = historyQuery(Object.fromEntries(new URL(request.url).searchParams))
  const alerts = await readPlatform(ctx, (tx) =>
    listAlerts(tx, { ...filter, of: 'everybody', now: ctx.now, sort, direction: query.sort.direction, limit: MOST }),
  )
  return csvResponse(`alerts-${isoDay(ctx.now)}.csv`, alertCsvColumns, alerts.map(alertCsvRow))
}
