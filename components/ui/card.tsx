import type { ReactNode } from 'react'
import { cx } from './cx'

interface CardProps {
  /** A heading; a sentence where it can be one. */
  title?: ReactNode
  /** One quiet line under the title: window, source, unit. */
  note?: ReactNode
  /** Buttons or links at the right of the title. */
  actions?: ReactNode
  children?: ReactNode
  /** Content that brings its own padding (tables, lists) reaches the edges. */
  flush?: boolean
  /** Level of the title in the page's outline. */
  level?: 2 | 3
  id?: string
  className?: string
}

/** A flat surface with a 1 px border that groups what belongs together. */
export function Card({ title, note, actions, children, flush = false, level = 2, id, className }: CardProps) {
  const Heading = level === 2 ? 'h2' : 'h3'
  return (
    <section id={id} className={cx('min-w-0 rounded-lg border border-border bg-surface', className)}>
      {title || actions ? (
        <header className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2 px-4 pt-3.5 pb-3 sm:px-5">
          <div className="min-w-0">
            {title ? <Heading className="text-base font-medium text-balance">{title}</Heading> : null}
            {note ? <p className="mt-0.5 text-sm text-text-muted">{note}</p> : null}
          </div>
          {actions ? <div className="flex max-w-full flex-wrap items-center gap-2">{actions}</div> : null}
        </header>
      ) : null}
      <div className={cx(!flush && 'px-4 pb-4 sm:px-5', !flush && !title && !actions && 'pt-4', flush && title ? 'border-t border-border' : null)}>
        {children}
      </div>
    </section>
  )
}
