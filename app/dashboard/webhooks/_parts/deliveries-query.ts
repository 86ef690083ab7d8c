import { parseTableQuery, type SearchParams, type TableQuery } from '@/components/ui/table-query'
import { type DeliveryFilter, readDeliveryFilter } from '@/lib/webhooks/delivery-filter'

/** The list's state from the address. */
export function deliveriesQuery(params: SearchParams): { query: TableQuery; filter: DeliveryFilter } {
  const query = parseTableQuery(params, { path: '/dashboard/webhooks', sortable: [], defaultSort: { by: 'at', direction: 'desc' } })
  return { query, filter: readDeliveryFilter(query.params, query.search) }
}
