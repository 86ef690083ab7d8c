import Link from 'next/link'
import { cx } from '@/components/ui/cx'
import type { DirectorySearch } from '@/lib/directory/model'
import type { SearchResult } from '@/lib/directory/queries/search'
import { formatCount } from '@/lib/format'
import { searchHref } from './address'

/** Categories as links beside the list; on phones the form has them. */
export function Categories({ search, categories }: { search: DirectorySearch; categories: SearchResult['categories'] }) {
  if (categories.length === 0) return null
  return (
    <nav aria-label="Categories" className="max-lg:hidden">
      <p className="px-2 pb-1.5 text-xs font-medium text-text-muted">Category</p>
      <ul>
        {[{ category: '', listings: null }, ...categories].map(({ category, listings }) => (
          <li key={category}>
            <Link
              href={searchHref(search, { category })}
              prefetch={false}
              aria-current={category === search.category ? 'true' : undefined}
              className={cx(
                'flex items-baseline justify-between gap-3 rounded-md px-2 py-1 text-sm',
                category === search.category ? 'bg-accent-soft font-medium text-accent' : 'text-text-muted hover:bg-surface-muted hover:text-text',
              )}
            >
              <span className="min-w-0 truncate">{category || 'All'}</span>
              {listings === null ? null : <span className="text-xs tabular-nums">{formatCount(listings)}</span>}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}
