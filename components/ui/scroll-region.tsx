import type { ReactNode } from 'react'
import { cx } from './cx'

/** What scrolls must be reachable by keyboard; not every browser does that by itself. */
export const keyboardScrollable = { tabIndex: 0 } as const

/**
 * Wide content that scrolls sideways inside its own frame, with a shadow at the edge where more is
 * hidden (drawn by CSS alone). Reachable by keyboard, as everything that scrolls must be.
 */
export function ScrollRegion({ label, children, className }: { label: string; children: ReactNode; className?: string }) {
  return (
    <section aria-label={label} {...keyboardScrollable} className={cx('scroll-region overflow-x-auto', className)}>
      {children}
    </section>
  )
}
