import { parseTableQuery, type SearchParams, type TableQuery } from '@/components/ui/table-query'
import { type AlertNarrowing, readAlertFilter } from '@/lib/alerts/filter'
import { type AlertSort, alertSorts } from '@/lib/alerts/queries/list-alerts'

/** The list's state from the address; page and CSV read the same. */
export function historyQuery(params: SearchParams): { query: TableQuery; filter: AlertNarrowing; sort: AlertSort } {
  const query = parseTableQuery(params, { path: '/admin/alerts/history', sortable: alertSorts, defaultSort: { by: 'fired', direction: 'desc' }, pageSize: 20 })
  return { query, filter: readAlertFilter(query.params, query.search), sort: alertSorts.find((one) => one === query.sort.by) ?? 'fired' }
}
