import { Search, X } from 'lucide-react'
import { badgeMarks } from '@/components/directory/listing-marks'
import { Button } from '@/components/ui/button'
import { controlClass } from '@/components/ui/control-style'
import { LinkButton } from '@/components/ui/link-button'
import { Select } from '@/components/ui/select'
import { type DirectorySearch, type ListingSort, listingSorts } from '@/lib/directory/model'
import type { SearchResult } from '@/lib/directory/queries/search'
import { formatCount } from '@/lib/format'
import { badges } from '@/lib/gates/model'
import { isNarrowed, PATH } from './address'

const sortLabels: Record<ListingSort, string> = { best: 'Best match', quality: 'Quality', newest: 'Newest', calls: 'Most called' }

/** Search box and filters as a GET form: Enter or choosing sends it, with or without JavaScript. */
export function SearchForm({ search, categories }: { search: DirectorySearch; categories: SearchResult['categories'] }) {
  return (
    <search>
      <form action={PATH} method="get" className="space-y-2.5">
        <div className="flex gap-2">
          <span className="relative min-w-0 flex-1">
            <Search aria-hidden="true" className="pointer-events-none absolute top-1/2 left-3 size-4 -translate-y-1/2 text-text-muted" />
            <input
              type="search"
              name="q"
              key={search.q}
              defaultValue={search.q}
              maxLength={200}
              placeholder="What should the tool do?"
              aria-label="Search tools"
              aria-describedby="search-help"
              autoComplete="off"
              className={`${controlClass} h-10 pl-9 pointer-coarse:min-h-11`}
            />
          </span>
          <Button type="submit" variant="primary" size="lg">
            Search
          </Button>
        </div>
        <p id="search-help" className="text-xs text-text-muted">
          All words are searched for; <code className="font-mono">"in quotes"</code> together, <code className="font-mono">or</code> for either,{' '}
          <code className="font-mono">-without</code> one.
        </p>
        <div className="grid grid-cols-2 items-center gap-2 sm:flex sm:flex-wrap">
          <span className="sm:w-44 lg:hidden">
            <Select
              key={search.category}
              name="category"
              defaultValue={search.category}
              aria-label="Category"
              autoSubmit
              options={[
                { value: '', label: 'All categories' },
                ...withChosen(categories, search.category).map(({ category, listings }) => ({
                  value: category,
                  label: listings === null ? category : `${category} (${formatCount(listings)})`,
                })),
              ]}
            />
          </span>
          <span className="sm:w-40">
            <Select
              key={search.badge ?? ''}
              name="badge"
              defaultValue={search.badge ?? ''}
              aria-label="Badge"
              autoSubmit
              options={[{ value: '', label: 'Any badge' }, ...badges.toReversed().map((badge) => ({ value: badge, label: badgeMarks[badge].label }))]}
            />
          </span>
          <span className="sm:w-36">
            <Select
              key={search.inactive ? '1' : ''}
              name="inactive"
              defaultValue={search.inactive ? '1' : ''}
              aria-label="Activity"
              autoSubmit
              options={[
                { value: '', label: 'In use' },
                { value: '1', label: 'Inactive' },
              ]}
            />
          </span>
          <span className="sm:w-36">
            <Select
              key={search.sort}
              name="sort"
              defaultValue={search.sort}
              aria-label="Order"
              autoSubmit
              options={listingSorts.map((sort) => ({ value: sort, label: sortLabels[sort] }))}
            />
          </span>
          <noscript>
            <Button type="submit">Apply</Button>
          </noscript>
          {isNarrowed(search) ? (
            <LinkButton href={PATH} variant="ghost" size="sm" icon={<X aria-hidden="true" />} className="justify-self-start">
              Clear
            </LinkButton>
          ) : null}
        </div>
      </form>
    </search>
  )
}

/** A category that holds nothing of this search is still the one that is chosen. */
function withChosen(categories: SearchResult['categories'], chosen: string): SearchResult['categories'] {
  return chosen === '' || categories.some(({ category }) => category === chosen) ? categories : [{ category: chosen, listings: 0 }, ...categories]
}
