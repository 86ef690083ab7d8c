'use client'

import Link from 'next/link'
import { cx } from '../ui/cx'
import { Shape } from '../ui/status-mark'
import type { MarkPlace } from './mark-places'

/** Places on the time axis, those that tell more as links. */
export function MarkList({ places, className }: { places: MarkPlace[]; className?: string }) {
  return (
    <ul aria-label="Events on the time axis" className={cx('relative h-6', className)}>
      {places.map(({ id, left, tone, href, count, text }) => {
        const face = (
          <>
            <Shape tone={tone} />
            {count > 1 ? (
              <span aria-hidden="true" className="text-xs">
                {count}
              </span>
            ) : null}
            <span className="sr-only">{text}</span>
          </>
        )
        return (
          <li key={id} className="absolute top-0 -translate-x-1/2" style={{ left }}>
            {href ? (
              <Link
                href={href}
                prefetch={false}
                title={text}
                className="flex size-6 items-center justify-center gap-px rounded-sm text-text-muted hover:bg-surface-muted"
              >
                {face}
              </Link>
            ) : (
              <span title={text} className="flex size-6 items-center justify-center gap-px text-text-muted">
                {face}
              </span>
            )}
          </li>
        )
      })}
    </ul>
  )
}
