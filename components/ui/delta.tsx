import { ArrowDown, ArrowRight, ArrowUp } from 'lucide-react'
import { formatChange, formatPoints } from '@/lib/format'
import { cx } from './cx'

interface DeltaProps {
  /** The difference: a ratio (0.12 = 12 % more) or points; null where there is nothing to compare with. */
  value: number | null
  kind?: 'ratio' | 'points'
  /** Which direction is the good one; `none` when neither is. */
  better: 'up' | 'down' | 'none'
  /** The words behind the figure; the default is better / worse. */
  words?: { up: string; down: string }
  /** What it is compared with: "than last week". */
  versus?: string
}

/** A change: arrow, signed figure, and a word, so that it reads without colour. */
export function Delta({ value, kind = 'ratio', better, words, versus }: DeltaProps) {
  if (value === null) return <span className="text-sm text-text-muted">no comparison yet</span>
  const direction = Math.abs(value) < (kind === 'ratio' ? 0.0005 : 0.05) ? 'flat' : value > 0 ? 'up' : 'down'
  const Icon = direction === 'up' ? ArrowUp : direction === 'down' ? ArrowDown : ArrowRight
  const improved = better !== 'none' && direction !== 'flat' && direction === better
  const worsened = better !== 'none' && direction !== 'flat' && direction !== better
  // A word that says the direction stands without the sign: "1.1 % fewer", not "−1.1 % fewer".
  const shown = words ? Math.abs(value) : value
  const word = direction === 'flat' ? 'no change' : words ? words[direction] : improved ? 'better' : worsened ? 'worse' : ''
  return (
    <span className={cx('inline-flex items-baseline gap-1 text-sm whitespace-nowrap', improved ? 'text-good' : worsened ? 'text-critical' : 'text-text-muted')}>
      <Icon aria-hidden="true" className="size-3 shrink-0 self-center" strokeWidth={2.5} />
      {direction === 'flat' ? null : <span>{(kind === 'ratio' ? formatChange(shown) : formatPoints(shown)).replace(words ? '+' : '', '')}</span>}
      {word ? <span>{word}</span> : null}
      {versus ? <span className="text-text-muted">{versus}</span> : null}
    </span>
  )
}
