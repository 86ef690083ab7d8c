import { cx } from './cx'
import { type Tone, toneFill } from './tone'

interface ProgressBarProps {
  value: number | null
  max: number
  /** Read out in place of the bar: "17 of 20 points". Leave it out where the same text stands beside the bar. */
  text?: string
  tone?: Tone
  /** Marks on the bar at these values (a limit, last week). */
  ticks?: number[]
  className?: string
}

/** How much of something there is, as a bar. The figure itself belongs beside it as text. */
export function ProgressBar({ value, max, text, tone = 'info', ticks = [], className }: ProgressBarProps) {
  const share = (amount: number) => `${(Math.min(1, Math.max(0, max > 0 ? amount / max : 0)) * 100).toFixed(2)}%`
  return (
    <div className={cx('relative h-1.5 w-full overflow-hidden rounded-full bg-surface-muted', className)}>
      {text ? <span className="sr-only">{text}</span> : null}
      <div className={cx('h-full rounded-full', toneFill[tone])} style={{ width: share(value ?? 0) }} />
      {ticks.map((tick) => (
        <div key={tick} className="absolute inset-y-0 w-px bg-text" style={{ left: share(tick) }} />
      ))}
    </div>
  )
}
