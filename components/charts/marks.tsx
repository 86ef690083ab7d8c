import Link from 'next/link'
import { formatDateTime } from '@/lib/format'
import { cx } from '../ui/cx'
import { Shape } from '../ui/status-mark'
import type { Tone } from '../ui/tone'
import { clusterMarks } from './clusters'
import { percent } from './scale'
import type { ChartMark } from './series'

// From worst to least, to choose the shape of a cluster.
const order: Tone[] = ['critical', 'serious', 'warning', 'info', 'good', 'neutral']

/** What happened, on the time axis; marks closer than minShare of the axis share one place and its number. */
export function Marks({
  marks,
  range,
  zone,
  minShare,
  className,
}: {
  marks: ChartMark[]
  range: [number, number]
  zone: string
  minShare: number
  className: string
}) {
  return (
    <ul aria-label="Events on the time axis" className={cx('relative h-6', className)}>
      {clusterMarks(marks, range, minShare).map(({ share, marks: inside }) => {
        const [worst] = inside.toSorted((a, b) => order.indexOf(a.tone) - order.indexOf(b.tone))
        if (!worst) return null
        const text = inside.map((mark) => `${mark.label}, ${formatDateTime(mark.at, zone)}`).join('; ')
        const face = (
          <>
            <Shape tone={worst.tone} />
            {inside.length > 1 ? (
              <span aria-hidden="true" className="text-xs">
                {inside.length}
              </span>
            ) : null}
          </>
        )
        return (
          <li key={worst.id} className="absolute top-0 -translate-x-1/2" style={{ left: percent(share) }}>
            {worst.href ? (
              <Link
                href={worst.href}
                prefetch={false}
                title={text}
                className="flex size-6 items-center justify-center gap-px rounded-sm text-text-muted hover:bg-surface-muted"
              >
                {face}
                <span className="sr-only">{text}</span>
              </Link>
            ) : (
              <span title={text} className="flex size-6 items-center justify-center gap-px text-text-muted">
                {face}
                <span className="sr-only">{text}</span>
              </span>
            )}
          </li>
        )
      })}
    </ul>
  )
}
