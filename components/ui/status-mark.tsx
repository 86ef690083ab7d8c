import type { ReactNode } from 'react'
import { cx } from './cx'
import { type Tone, toneMark } from './tone'

/**
 * A state as colour, shape and word: dot good, triangle warning, diamond serious, octagon critical,
 * square info, hollow ring neutral. The word is never optional for readers: `hideLabel` only hides it
 * from the eye, where a column header already says what the mark is about.
 */
export function StatusMark({ tone, label, hideLabel = false, className }: { tone: Tone; label: string; hideLabel?: boolean; className?: string }) {
  return (
    <span className={cx('inline-flex items-baseline gap-1.5 whitespace-nowrap', className)} title={hideLabel ? label : undefined}>
      <Shape tone={tone} />
      <span className={hideLabel ? 'sr-only' : undefined}>{label}</span>
    </span>
  )
}

/** The shape alone, for places that bring their own word (badges, banners, gauges). In a line of text it stands in its middle, unless className places it. */
export function Shape({ tone, size = 12, className = 'self-center' }: { tone: Tone; size?: number; className?: string }) {
  return (
    <svg aria-hidden="true" width={size} height={size} viewBox="0 0 12 12" className={cx('shrink-0', className, toneMark[tone])} fill="currentColor">
      {shapes[tone]}
    </svg>
  )
}

const shapes: Record<Tone, ReactNode> = {
  good: <circle cx="6" cy="6" r="4" />,
  warning: <path d="M6 1.2 11.4 10.6H.6Z" strokeLinejoin="round" />,
  serious: <path d="M6 .6 11.4 6 6 11.4.6 6Z" />,
  // With a mark cut out of it, because at 12 px an octagon alone could pass for a dot.
  critical: <path fillRule="evenodd" d="M3.6.2h4.8l3.4 3.4v4.8l-3.4 3.4H3.6L.2 8.4V3.6ZM5.2 2.6l.2 4h1.2l.2-4ZM6 7.7a.85.85 0 1 0 0 1.7.85.85 0 0 0 0-1.7Z" />,
  info: <rect x="1.75" y="1.75" width="8.5" height="8.5" rx="1.5" />,
  neutral: <circle cx="6" cy="6" r="3.75" fill="none" stroke="currentColor" strokeWidth="1.5" />,
}
