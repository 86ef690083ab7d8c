import { parseTableQuery, type SearchParams, type TableQuery } from '@/components/ui/table-query'
import { readReviewFilter } from '@/lib/tools/reviews/model'

const PATH = '/dashboard/reviews'

/** The list's state from the address. */
export function reviewsQuery(params: SearchParams, pageSize = 20): { query: TableQuery; filter: ReturnType<typeof readReviewFilter> } {
  const query = parseTableQuery(params, { path: PATH, sortable: [], defaultSort: { by: 'posted', direction: 'desc' }, pageSize })
  return { query, filter: readReviewFilter(query.params, query.search) }
}
