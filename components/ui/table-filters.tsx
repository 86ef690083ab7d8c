import { Search, X } from 'lucide-react'
import { Button } from './button'
import { controlClass, controlHeight } from './control-style'
import { LinkButton } from './link-button'
import { Select, type SelectOption } from './select'
import type { TableQuery } from './table-query'

export interface TableFilter {
  /** Name of the search parameter. */
  name: string
  label: string
  /** The chosen value, '' for all. */
  value: string
  /** Without the "all" entry, which is added: "All categories". */
  options: SelectOption[]
  allLabel: string
}

/** A day that narrows the list, from or to. */
export interface DateFilter {
  name: string
  label: string
  /** YYYY-MM-DD, '' for none. */
  value: string
}

const ownNames = ['q', 'page']

/** Search box and filters of a table as a GET form: Enter or choosing sends it, with or without JavaScript. */
export function TableFilters({
  query,
  searchPlaceholder,
  filters,
  dates = [],
  narrowed,
}: {
  query: TableQuery
  searchPlaceholder?: string
  filters: TableFilter[]
  dates?: DateFilter[]
  narrowed: boolean
}) {
  if (!searchPlaceholder && filters.length === 0) return null
  const shown = new Set([...ownNames, ...[...filters, ...dates].map((filter) => filter.name)])
  return (
    <search className="min-w-0 flex-1 basis-full sm:basis-72">
      <form action={query.path} method="get" className="flex flex-wrap items-center gap-2">
        {Object.entries(query.params)
          .filter(([name]) => !shown.has(name))
          .map(([name, value]) => (
            <input key={name} type="hidden" name={name} value={value} />
          ))}
        {searchPlaceholder ? (
          <span className="relative w-full sm:w-64">
            <Search aria-hidden="true" className="pointer-events-none absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-text-muted" />
            <input
              type="search"
              name="q"
              key={query.search}
              defaultValue={query.search}
              placeholder={searchPlaceholder}
              aria-label={searchPlaceholder}
              autoComplete="off"
              className={`${controlClass} ${controlHeight} pl-8`}
            />
          </span>
        ) : null}
        {filters.map((filter) => (
          <span key={filter.name} className="w-auto max-w-full">
            <Select
              key={filter.value}
              name={filter.name}
              defaultValue={filter.value}
              aria-label={filter.label}
              autoSubmit
              options={[{ value: '', label: filter.allLabel }, ...filter.options]}
            />
          </span>
        ))}
        {dates.map(({ name, label, value }) => (
          <label key={name} className="flex items-center gap-1.5 text-sm text-text-muted">
            {label}
            <input key={value} type="date" name={name} defaultValue={value} className={`${controlClass} ${controlHeight}`} />
          </label>
        ))}
        {dates.length > 0 ? (
          // A date is half typed for a while: it is sent when somebody says so.
          <Button type="submit">Apply</Button>
        ) : (
          <noscript>
            <Button type="submit" size="md">
              Apply
            </Button>
          </noscript>
        )}
        {narrowed ? (
          <LinkButton href={query.path} variant="ghost" size="sm" icon={<X aria-hidden="true" />}>
            Clear
          </LinkButton>
        ) : null}
      </form>
    </search>
  )
}
