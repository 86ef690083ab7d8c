import type { ReactNode } from 'react'
import { cx } from './cx'
import { type Tone, toneMark } from './tone'

interface GaugeProps {
  /** Null draws the empty dial: nothing measured yet. */
  value: number | null
  max?: number
  tone: Tone
  /** What is measured, for readers: "Health score". */
  label: string
  /** The large text in the middle, usually the figure. */
  children: ReactNode
  /** The small text under it, usually the grade. */
  caption?: ReactNode
  /** Values at which something changes (a light, a gate): the dial is notched there. */
  ticks?: number[]
  /** Width in px. */
  size?: number
}

const SWEEP = 240
const RADIUS = 52

/** A dial from 0 to max as server-rendered SVG; the figure stands in the middle as text. */
export function Gauge({ value, max = 100, tone, label, children, caption, ticks = [], size = 168 }: GaugeProps) {
  const share = value === null ? 0 : Math.min(1, Math.max(0, value / max))
  return (
    <div className="relative shrink-0" style={{ width: size, height: size * 0.8 }}>
      <svg aria-hidden="true" viewBox="0 0 128 102.4" width={size} height={size * 0.8} fill="none">
        <path d={arc(RADIUS, 0, 1)} className="stroke-surface-muted" strokeWidth="9" strokeLinecap="round" />
        {share > 0 ? <path d={arc(RADIUS, 0, share)} className={cx('stroke-current', toneMark[tone])} strokeWidth="9" strokeLinecap="round" /> : null}
        {ticks.map((tick) => (
          <path key={tick} d={`M${point(RADIUS - 5, tick / max)}L${point(RADIUS + 5, tick / max)}`} className="stroke-surface" strokeWidth="1.75" />
        ))}
      </svg>
      <div className="absolute inset-0 flex flex-col items-center justify-center pt-2">
        <span className="sr-only">{value === null ? `${label}: not measured yet` : `${label}, of ${max}:`}</span>
        <div className="text-2xl font-semibold">{children}</div>
        {caption ? <div className="text-sm text-text-muted">{caption}</div> : null}
      </div>
    </div>
  )
}

function point(radius: number, share: number): string {
  const angle = ((-90 - SWEEP / 2 + SWEEP * share) * Math.PI) / 180
  return `${(64 + radius * Math.cos(angle)).toFixed(2)} ${(64 + radius * Math.sin(angle)).toFixed(2)}`
}

function arc(radius: number, from: number, to: number): string {
  const large = (to - from) * SWEEP > 180 ? 1 : 0
  return `M${point(radius, from)}A${radius} ${radius} 0 ${large} 1 ${point(radius, to)}`
}
