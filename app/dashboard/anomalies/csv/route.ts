import { storyCsvColumns, storyCsvRow } from '@/components/anomalies/story-columns'
import { listStories } from '@/lib/anomalies/queries/list-stories'
import { csvResponse } from '@/lib/http/csv'
import { readTenant } from '@/lib/http/read'
import { requireTenant } from '@/lib/http/require-actor'
import { isoDay } from '@/lib/time'
import { storiesQuery } from '../_parts/stories-query'

/** More than anybody reads; a file that fits in memory. */
const MOST = 20_000

/** The organization's stories as CSV: same search, filters and order, every page. */
export async function GET(request: Request): Promise<Response> {
  const ctx = await requireTenant()
  const { organizationId, now } = ctx
  const { query, filter, sort } = storiesQuery(Object.fromEntries(new URL(request.url).searchParams))
  const stories = await readTenant(ctx, (tx) => listStories(tx, { organizationId, now, ...filter, sort, direction: query.sort.direction, limit: MOST }))
  return csvResponse(`anomalies-${isoDay(now)}.csv`, storyCsvColumns, stories.map(storyCsvRow))
}
