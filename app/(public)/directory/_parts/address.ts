import { type SearchParams, tableHref } from '@/components/ui/table-query'
import { type DirectorySearch, searchSchema } from '@/lib/directory/model'

export const PATH = '/directory'

/** What the page's address asks for; of a repeated parameter the first counts. */
export function parseSearch(searchParams: SearchParams): DirectorySearch {
  return searchSchema.parse(Object.fromEntries(Object.entries(searchParams).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value])))
}

/** The parameters that say the same as the search, without what goes without saying. */
export function paramsOf(search: DirectorySearch): Record<string, string> {
  return {
    ...(search.q ? { q: search.q } : {}),
    ...(search.category ? { category: search.category } : {}),
    ...(search.badge ? { badge: search.badge } : {}),
    ...(search.sort === 'best' ? {} : { sort: search.sort }),
    ...(search.inactive ? { inactive: '1' } : {}),
    ...(search.page > 1 ? { page: String(search.page) } : {}),
  }
}

/** The address of the same search with some parameters changed; null or '' removes one. Back to the first page unless that is what changes. */
export function searchHref(search: DirectorySearch, changes: Record<string, string | number | null>): string {
  return tableHref({ path: PATH, params: paramsOf(search) }, changes)
}

/** Whether anything narrows the list. */
export function isNarrowed({ q, category, badge, inactive }: DirectorySearch): boolean {
  return q !== '' || category !== '' || badge !== null || inactive
}
