import { csvResponse } from '@/lib/http/csv'
import { readTenant } from '@/lib/http/read'
import { requireTenant } from '@/lib/http/require-actor'
import { isoDay } from '@/lib/time'
import { listRefunds } from '@/lib/tools/refunds/queries'
import { refundsQuery } from '../../_parts/refunds-query'

/** More than anybody reads; a file that fits in memory. */
const MOST = 20_000

/** The list of refunds and disputes as CSV: same search, filters and order, every page. */
export async function GET(request: Request): Promise<Response> {
  const ctx = await requireTenant()
  const { query, filter } = refundsQuery(Object.fromEntries(new URL(request.url).searchParams), ctx)
  const rows = await readTenant(ctx, (tx) => listRefunds(tx, { ...filter, sort: query.sort, limit: MOST, offset: 0 }))
  return csvResponse(
    `refunds-${isoDay(ctx.now)}.csv`,
    ['id', 'kind', 'tool', 'amount_usd', 'at'],
    rows.map((row) => [row.externalId, row.kind, row.tool, row.amountMicros / 1_000_000, row.at.toISOString()]),
  )
}
