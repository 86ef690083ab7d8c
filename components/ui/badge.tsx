import type { ReactNode } from 'react'
import { cx } from './cx'
import { Shape } from './status-mark'
import { type Tone, toneSoft, toneText } from './tone'

/** A short state word on a quiet ground of its tone, with the tone's shape in front. */
export function Badge({ tone = 'neutral', children, shape = true, className }: { tone?: Tone; children: ReactNode; shape?: boolean; className?: string }) {
  return (
    <span
      className={cx('inline-flex h-5 items-center gap-1 rounded-sm px-1.5 text-xs font-medium whitespace-nowrap', toneSoft[tone], toneText[tone], className)}
    >
      {shape && tone !== 'neutral' ? <Shape tone={tone} size={9} /> : null}
      {children}
    </span>
  )
}
