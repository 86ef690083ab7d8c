import { ChevronLeft, ChevronRight } from 'lucide-react'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { formatCount } from '@/lib/format'
import { buttonClass } from './button-style'
import { pagesToOffer, type TableQuery, tableHref } from './table-query'

interface PaginationProps {
  query: Pick<TableQuery, 'path' | 'params' | 'page' | 'pageSize' | 'offset'>
  /** Null where counting is too dear: then only before and next are offered, by `hasMore`. */
  total: number | null
  shown: number
  hasMore?: boolean
  /** What is listed, one of them. */
  noun?: string
}

/** "26–50 of 1,204" and links to the other pages; all on one page are counted with their noun. */
export function Pagination({ query, total, shown, hasMore, noun = 'row' }: PaginationProps) {
  const from = query.offset + 1
  const to = query.offset + shown
  const last = total === null ? null : Math.max(1, Math.ceil(total / query.pageSize))
  const more = last === null ? Boolean(hasMore) : query.page < last
  if (query.page === 1 && !more) {
    return <p className="text-sm text-text-muted">{shown === 1 ? `1 ${noun}` : `${formatCount(shown)} ${noun}s`}</p>
  }
  return (
    <nav aria-label="Pages" className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
      <p className="text-sm text-text-muted">
        {shown === 0 ? 'Nothing on this page' : `${formatCount(from)}–${formatCount(to)}`}
        {total === null ? '' : ` of ${formatCount(total)}`}
      </p>
      <ul className="flex items-center gap-1">
        <li>
          <Step href={query.page > 1 ? tableHref(query, { page: query.page - 1 }) : null} label="Previous page" icon={<ChevronLeft aria-hidden="true" />} />
        </li>
        {last === null
          ? null
          : pagesToOffer(query.page, last).map((page, index) =>
              page === null ? (
                // A gap has no identity but its place.
                <li key={`gap-${index < 3 ? 'before' : 'after'}`} aria-hidden="true" className="px-1 text-text-muted max-sm:hidden">
                  …
                </li>
              ) : (
                <li key={page} className="max-sm:hidden">
                  <Link
                    href={tableHref(query, { page })}
                    prefetch={false}
                    aria-label={`Page ${page}`}
                    aria-current={page === query.page ? 'page' : undefined}
                    className={`${buttonClass({ variant: page === query.page ? 'secondary' : 'ghost', size: 'sm' })} min-w-7`}
                  >
                    {page}
                  </Link>
                </li>
              ),
            )}
        <li>
          <Step href={more ? tableHref(query, { page: query.page + 1 }) : null} label="Next page" icon={<ChevronRight aria-hidden="true" />} />
        </li>
      </ul>
    </nav>
  )
}

function Step({ href, label, icon }: { href: string | null; label: string; icon: ReactNode }) {
  const className = buttonClass({ variant: 'ghost', size: 'sm', width: 'square' })
  if (!href) {
    return (
      <span className={`${className} opacity-40`} aria-hidden="true">
        {icon}
      </span>
    )
  }
  return (
    <Link href={href} prefetch={false} aria-label={label} title={label} className={className}>
      {icon}
    </Link>
  )
}
