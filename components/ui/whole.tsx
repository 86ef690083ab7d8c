import { cx } from './cx'
import type { SearchParams } from './table-query'

/** How a page is told to draw on the server what browsers otherwise draw by themselves, for readers without JavaScript. */
export interface Whole {
  /** This page is drawn like that. */
  drawn: boolean
  /** The same page, drawn like that. */
  href: string
}

export function wholeOf(params: SearchParams): Whole {
  const query = new URLSearchParams(Object.entries(params).filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
  query.set('all', '1')
  return { drawn: params.all === '1', href: `?${query}` }
}

interface WholeLinkProps {
  whole: Whole
  /** The id to go back to. */
  place: string
  children: string
  className?: string
}

/** The way to the whole page where no script runs; nothing elsewhere, and nothing on that page itself. */
export function WholeLink({ whole, place, children, className }: WholeLinkProps) {
  if (whole.drawn) return null
  return (
    <noscript>
      <a href={`${whole.href}#${place}`} className={cx('block text-sm text-accent underline underline-offset-2', className)}>
        {children}
      </a>
    </noscript>
  )
}
