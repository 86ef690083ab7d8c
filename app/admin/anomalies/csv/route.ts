import { storyCsvColumns, storyCsvRow } from '@/components/anomalies/story-columns'
import { listStories } from '@/lib/anomalies/queries/list-stories'
import { csvResponse } from '@/lib/http/csv'
import { readPlatform } from '@/lib/http/read'
import { requireStaff } from '@/lib/http/require-actor'
import { isoDay } from '@/lib/time'
import { storiesQuery } from '../_parts/stories-query'

const MOST_ROWS = 50_000

/** Every developer's stories as CSV: same search, filters and order, every page. */
export async function GET(request: Request): Promise<Response> {
  const ctx = await requireStaff('admin.read')
  const { query, filter, sort } = storiesQuery(Object.fromEntries(new URL(request.url).searchParams))
  const stories = await readPlatform(ctx, (tx) =>
    listStories(tx, { of: 'developers', now: ctx.now, ...filter, sort, direction: query.sort.direction, limit: MOST_ROWS }),
  )
  return csvResponse(`anomalies-${isoDay(ctx.now)}.csv`, storyCsvColumns, stories.map(storyCsvRow))
}
