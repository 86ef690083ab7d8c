// How a table's state lives in the URL: ?q=…&sort=name&dir=desc&page=2&density=compact plus filters.
// Pages parse it here and hand it to their query; DataTable builds its links from the same object.

export type SearchParams = Record<string, string | string[] | undefined>
export type SortDirection = 'asc' | 'desc'

export interface TableQuery {
  /** Where the table stands, without query: "/dashboard/tools". */
  path: string
  /** Every parameter of the page, also those of others; empty ones left out. */
  params: Record<string, string>
  /** Text that was searched for; '' for none. */
  search: string
  sort: { by: string; direction: SortDirection }
  /** From 1. */
  page: number
  pageSize: number
  /** Rows to leave out before the page: (page − 1) × pageSize. */
  offset: number
  density: 'comfortable' | 'compact'
}

interface TableDefaults {
  path: string
  /** The sort keys that the query knows; anything else in the URL falls back to the default. */
  sortable: readonly string[]
  defaultSort: { by: string; direction: SortDirection }
  /** Rows a page, 25 when left out. */
  pageSize?: number
}

/** The state of a table from the page's search parameters; what makes no sense is replaced by the default, never an error. */
export function parseTableQuery(searchParams: SearchParams, defaults: TableDefaults): TableQuery {
  const params: Record<string, string> = {}
  for (const [name, value] of Object.entries(searchParams)) {
    const first = Array.isArray(value) ? value[0] : value
    if (first) params[name] = first
  }
  const by = params.sort !== undefined && defaults.sortable.includes(params.sort) ? params.sort : defaults.defaultSort.by
  const stated = params.dir === 'asc' || params.dir === 'desc' ? params.dir : null
  const direction = stated ?? (by === defaults.defaultSort.by ? defaults.defaultSort.direction : 'asc')
  const pageSize = defaults.pageSize ?? 25
  const asked = Number(params.page)
  const page = Number.isInteger(asked) && asked >= 1 && asked <= 100_000 ? asked : 1
  return {
    path: defaults.path,
    params,
    search: (params.q ?? '').trim().slice(0, 200),
    sort: { by, direction },
    page,
    pageSize,
    offset: (page - 1) * pageSize,
    density: params.density === 'compact' ? 'compact' : 'comfortable',
  }
}

/**
 * The address of the same table with some parameters changed; null or '' removes one. Any change but
 * that of the page itself goes back to the first page.
 */
export function tableHref(query: Pick<TableQuery, 'path' | 'params'>, changes: Record<string, string | number | null>): string {
  const next = new URLSearchParams(query.params)
  if (!('page' in changes)) next.delete('page')
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === '' || (name === 'page' && value === 1)) next.delete(name)
    else next.set(name, String(value))
  }
  const text = next.toString()
  return text ? `${query.path}?${text}` : query.path
}

/** The address that a column's header leads to: sorts by it, or turns the direction when it already does. */
export function sortHref(query: Pick<TableQuery, 'path' | 'params' | 'sort'>, key: string, first: SortDirection = 'asc'): string {
  const turned = query.sort.direction === 'asc' ? 'desc' : 'asc'
  return tableHref(query, { sort: key, dir: query.sort.by === key ? turned : first })
}

/** Which pages a pager offers: the first, the last, and the neighbours of the current one; null is a gap. */
export function pagesToOffer(current: number, last: number): (number | null)[] {
  const wanted = [...new Set([1, current - 1, current, current + 1, last])].filter((page) => page >= 1 && page <= last).sort((a, b) => a - b)
  return wanted.flatMap((page, index) => {
    const before = wanted[index - 1]
    if (before === undefined || page === before + 1) return [page]
    return page === before + 2 ? [before + 1, page] : [null, page]
  })
}
