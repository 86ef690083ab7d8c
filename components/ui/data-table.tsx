import { ArrowDown, ArrowUp, ChevronsUpDown, Download } from 'lucide-react'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { cx } from './cx'
import { LinkButton } from './link-button'
import { Pagination } from './pagination'
import { ScrollRegion } from './scroll-region'
import { SelectAll } from './select-all'
import { type DateFilter, type TableFilter, TableFilters } from './table-filters'
import { TableKeys } from './table-keys'
import { type SortDirection, sortHref, type TableQuery, tableHref } from './table-query'

export interface Column<Row> {
  /** Unique in the table; also the sort key when `sortable`. */
  key: string
  header: string
  /** A cell's content; runs on the server. */
  render: (row: Row) => ReactNode
  sortable?: boolean
  /** Direction of the first click, `desc` for figures where the largest is of interest. */
  firstDirection?: SortDirection
  /** Figures stand at the end. */
  align?: 'start' | 'end'
  /** The cell that names its row, read out as the row's header; the first column when none says so. */
  rowHeader?: boolean
  /** Left out below 640 px. */
  hideOnPhone?: boolean
  /** Long text may wrap; the others stay on one line. */
  wrap?: boolean
}

interface DataTableProps<Row> {
  /** What the table lists, for readers and as its region's name: "Tools". */
  caption: string
  columns: Column<Row>[]
  rows: Row[]
  rowKey: (row: Row) => string
  /** Where a row leads; Enter opens it after j/k. The row header's text becomes the link. */
  rowHref?: (row: Row) => string
  query: TableQuery
  /** All rows that match; null where counting is too dear, then `hasMore` decides. */
  total: number | null
  hasMore?: boolean
  /** Shows a search box with this placeholder. */
  searchPlaceholder?: string
  filters?: TableFilter[]
  /** Days that narrow the list, from and to. */
  dates?: DateFilter[]
  /** The same rows as CSV. */
  csvHref?: string
  /** Offers the choice between comfortable and compact rows. */
  densityChoice?: boolean
  /** Buttons at the right of the bar. */
  actions?: ReactNode
  /** Checkboxes named `name` in each row, inside a form that posts to `action`; `bar` holds its buttons. */
  selection?: { name: string; action: (form: FormData) => void | Promise<void>; bar: ReactNode; labelOf: (row: Row) => string }
  /** Shown when there is no row at all; a search without a hit gets its own words. */
  empty: ReactNode
}

/**
 * A table that lives on the server: sorting, searching, filtering and paging are links and a GET form,
 * so they work before hydration and every state has an address. j and k move through the rows.
 */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const {
    caption,
    columns,
    rows,
    rowKey,
    query,
    total,
    hasMore,
    searchPlaceholder,
    filters = [],
    dates = [],
    csvHref,
    densityChoice,
    actions,
    selection,
    empty,
  } = props
  const narrowed = query.search !== '' || [...filters, ...dates].some((filter) => filter.value !== '')
  const hasBar = searchPlaceholder || filters.length > 0 || csvHref || actions || densityChoice
  const table = (
    // A long table scrolls inside its frame from tablets up, so that its head stays in view.
    <ScrollRegion label={caption} className={cx('rounded-t-[inherit]', rows.length > 15 && 'md:max-h-[calc(100dvh-7rem)] md:overflow-y-auto')}>
      <table
        className={cx('w-full border-separate border-spacing-0 text-sm', query.density === 'compact' ? '[--cell:--spacing(1)]' : '[--cell:--spacing(2.5)]')}
      >
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr>
            {selection ? (
              <th scope="col" className="sticky top-0 z-10 w-10 border-b border-border bg-surface px-4">
                <SelectAll name={selection.name} />
              </th>
            ) : null}
            {columns.map((column) => (
              <HeaderCell key={column.key} column={column} query={query} />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)} data-row className="group/row hover:bg-surface-muted focus-within:bg-surface-muted">
              {selection ? (
                <td className="border-b border-border px-4 group-last/row:border-b-0">
                  <input
                    type="checkbox"
                    name={selection.name}
                    value={rowKey(row)}
                    aria-label={`Select ${selection.labelOf(row)}`}
                    className="block size-4 pointer-coarse:size-6"
                  />
                </td>
              ) : null}
              {columns.map((column) => (
                <BodyCell key={column.key} column={column} row={row} header={isRowHeader(columns, column)} href={props.rowHref?.(row)} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  )
  return (
    <div className="min-w-0 rounded-lg border border-border bg-surface">
      {hasBar ? (
        <div className="flex flex-wrap items-center gap-2 border-b border-border px-3 py-2.5 sm:px-4">
          <TableFilters query={query} searchPlaceholder={searchPlaceholder} filters={filters} dates={dates} narrowed={narrowed} />
          <div className="ml-auto flex items-center gap-2">
            {densityChoice ? (
              <LinkButton size="sm" variant="ghost" href={tableHref(query, { density: query.density === 'compact' ? null : 'compact', page: query.page })}>
                {query.density === 'compact' ? 'Comfortable rows' : 'Compact rows'}
              </LinkButton>
            ) : null}
            {csvHref ? (
              <LinkButton size="sm" variant="ghost" href={csvHref} download icon={<Download aria-hidden="true" />}>
                CSV
              </LinkButton>
            ) : null}
            {actions}
          </div>
        </div>
      ) : null}
      {rows.length === 0 ? (
        narrowed || query.page > 1 ? (
          <div className="px-4 py-10 text-center">
            <p className="font-medium">Nothing matches.</p>
            <p className="mt-1 text-sm text-text-muted">
              <Link href={query.path} prefetch={false} className="text-accent underline underline-offset-2">
                Clear search and filters
              </Link>
            </p>
          </div>
        ) : (
          <div className="px-4 py-3">{empty}</div>
        )
      ) : selection ? (
        <form action={selection.action}>
          {table}
          <div className="flex flex-wrap items-center gap-2 border-t border-border px-4 py-2.5">{selection.bar}</div>
        </form>
      ) : (
        table
      )}
      {rows.length > 0 ? (
        <div className="border-t border-border px-4 py-2.5">
          <Pagination query={query} total={total} shown={rows.length} hasMore={hasMore} />
        </div>
      ) : null}
      {rows.length > 0 ? <TableKeys /> : null}
    </div>
  )
}

function isRowHeader<Row>(columns: Column<Row>[], column: Column<Row>): boolean {
  return columns.some((other) => other.rowHeader) ? Boolean(column.rowHeader) : column === columns[0]
}

function HeaderCell<Row>({ column, query }: { column: Column<Row>; query: TableQuery }) {
  const sorted = query.sort.by === column.key
  const Icon = !sorted ? ChevronsUpDown : query.sort.direction === 'asc' ? ArrowUp : ArrowDown
  return (
    <th
      scope="col"
      aria-sort={column.sortable ? (sorted ? (query.sort.direction === 'asc' ? 'ascending' : 'descending') : 'none') : undefined}
      className={cx(
        'sticky top-0 z-10 border-b border-border bg-surface px-4 py-2 text-xs font-medium whitespace-nowrap text-text-muted',
        column.align === 'end' ? 'text-right' : 'text-left',
        column.hideOnPhone && 'max-sm:hidden',
      )}
    >
      {column.sortable ? (
        <Link
          href={sortHref(query, column.key, column.firstDirection)}
          prefetch={false}
          scroll={false}
          className={cx('group/sort -mx-1 inline-flex items-center gap-1 rounded-sm px-1 py-1 hover:text-text', sorted && 'text-text')}
        >
          {column.header}
          <Icon aria-hidden="true" className={cx('size-3', !sorted && 'opacity-50 group-hover/sort:opacity-100')} />
        </Link>
      ) : (
        column.header
      )}
    </th>
  )
}

function BodyCell<Row>({ column, row, header, href }: { column: Column<Row>; row: Row; header: boolean; href?: string }) {
  const className = cx(
    'border-b border-border px-4 py-(--cell) group-last/row:border-b-0',
    column.align === 'end' ? 'text-right' : 'text-left',
    column.wrap ? 'min-w-48' : 'whitespace-nowrap',
    column.hideOnPhone && 'max-sm:hidden',
  )
  const content = column.render(row)
  if (!header) return <td className={className}>{content}</td>
  return (
    <th
      scope="row"
      className={cx(
        className,
        // On phones the name of the row stays in view while the rest is scrolled past it.
        'bg-surface font-normal group-focus-within/row:bg-surface-muted group-hover/row:bg-surface-muted max-sm:sticky max-sm:left-0 max-sm:max-w-44 max-sm:break-words max-sm:whitespace-normal',
      )}
    >
      {href ? (
        <Link href={href} prefetch={false} className="font-medium text-text hover:underline focus-visible:underline">
          {content}
        </Link>
      ) : (
        content
      )}
    </th>
  )
}
