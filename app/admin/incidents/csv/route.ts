import { incidentCsvColumns, incidentCsvRow } from '@/components/incidents/incident-columns'
import { csvResponse } from '@/lib/http/csv'
import { readPlatform } from '@/lib/http/read'
import { requireStaff } from '@/lib/http/require-actor'
import { listIncidents } from '@/lib/incidents/queries/list-incidents'
import { isoDay } from '@/lib/time'
import { incidentQuery } from '../_parts/incident-query'

/** More than anybody reads; a file that fits in memory. */
const MOST = 20_000

/** Incidents as CSV: same search, filters and order, every page. */
export async function GET(request: Request): Promise<Response> {
  const ctx = await requireStaff('admin.read')
  const { now } = ctx
  const { query, filter, sort } = incidentQuery(Object.fromEntries(new URL(request.url).searchParams))
  const incidents = await readPlatform(ctx, (tx) => listIncidents(tx, { ...filter, sort, direction: query.sort.direction, limit: MOST, now }))
  return csvResponse(
    `incidents-${isoDay(now)}.csv`,
    incidentCsvColumns,
    incidents.map((row) => incidentCsvRow(row, now)),
  )
}
