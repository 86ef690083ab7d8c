import { parseTableQuery, type SearchParams, type TableQuery } from '@/components/ui/table-query'
import { readStoryFilter, type StoryFilter } from '@/lib/anomalies/filter'
import { type StorySort, storySorts } from '@/lib/anomalies/queries/list-stories'

/** The state of the staff's list from the address; page and CSV read the same. */
export function storiesQuery(params: SearchParams): { query: TableQuery; filter: StoryFilter; sort: StorySort } {
  const query = parseTableQuery(params, { path: '/admin/anomalies', sortable: storySorts, defaultSort: { by: 'started', direction: 'desc' } })
  return { query, filter: readStoryFilter(query.params, query.search), sort: storySorts.find((one) => one === query.sort.by) ?? 'started' }
}
