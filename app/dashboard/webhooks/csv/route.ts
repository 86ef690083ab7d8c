import { csvResponse } from '@/lib/http/csv'
import { readTenant } from '@/lib/http/read'
import { requireTenant } from '@/lib/http/require-actor'
import { isoDay } from '@/lib/time'
import { listDeliveries } from '@/lib/webhooks/queries/list-deliveries'
import { deliveriesQuery } from '../_parts/deliveries-query'

/** More than anybody reads; a file that fits in memory. */
const MOST = 20_000

/** The list of deliveries as CSV: same search and filters, every page. */
export async function GET(request: Request): Promise<Response> {
  const ctx = await requireTenant()
  const { organizationId, now } = ctx
  const { filter } = deliveriesQuery(Object.fromEntries(new URL(request.url).searchParams))
  const rows = await readTenant(ctx, (tx) => listDeliveries(tx, { organizationId, now, ...filter, limit: MOST, offset: 0 }))
  return csvResponse(
    `webhooks-${isoDay(now)}.csv`,
    ['id', 'event', 'state', 'status', 'attempts', 'at', 'next_attempt_at', 'sent_by', 'endpoint', 'error'],
    rows.map((row) => [
      row.id,
      row.type,
      row.state,
      row.status,
      row.attempts,
      row.at.toISOString(),
      row.nextAttemptAt?.toISOString() ?? null,
      row.source,
      row.url,
      row.error,
    ]),
  )
}
