import { formatValue, type Unit } from '@/lib/format'
import { cx } from './cx'
import { sparklinePath } from './sparkline-path'

interface SparklineProps {
  /** Oldest first, evenly spaced; null is a gap. */
  values: (number | null)[]
  unit: Unit
  /** What it shows and over what time: "Error rate, last 28 days". */
  label: string
  /** Lowest and highest value of the scale; volumes should start at 0. */
  domain?: [number, number]
  width?: number
  height?: number
  className?: string
}

/** A line the size of a word, server-rendered; its text alternative says first, last, lowest and highest. */
export function Sparkline({ values, unit, label, domain, width = 96, height = 24, className }: SparklineProps) {
  const known = values.filter((value): value is number => value !== null)
  const first = known[0]
  const end = known.at(-1)
  if (first === undefined || end === undefined) {
    return (
      <span className={cx('inline-flex items-center justify-end text-xs text-text-muted', className)} style={{ width, height }}>
        no data
      </span>
    )
  }
  const { line, points, last } = sparklinePath(values, { width, height, padding: 3 }, domain)
  const text = `${label}: from ${formatValue(first, unit)} to ${formatValue(end, unit)}, lowest ${formatValue(Math.min(...known), unit)}, highest ${formatValue(Math.max(...known), unit)}`
  return (
    <svg role="img" aria-label={text} width={width} height={height} viewBox={`0 0 ${width} ${height}`} className={cx('shrink-0 overflow-visible', className)}>
      <path d={line} fill="none" className="stroke-text-muted" strokeWidth="1.5" strokeLinecap="round" strokeLinejoin="round" />
      {points.map((at) => (
        <circle key={at.x} cx={at.x} cy={at.y} r="1.25" className="fill-text-muted" />
      ))}
      {last ? <circle cx={last.x} cy={last.y} r="2.25" className="fill-accent" /> : null}
    </svg>
  )
}
