import { formatTick } from '@/lib/format'
import { cx } from '../ui/cx'
import { percent, shareOf } from './scale'

/** The labels below a plot's time axis; every other one where the container is narrow. Not read out: tables beside the plot say the times. */
export function TimeAxis({ ticks, range, zone }: { ticks: readonly number[]; range: [number, number]; zone: string }) {
  return (
    <div aria-hidden="true" className="relative mt-1.5 h-4 overflow-hidden text-xs text-text-muted">
      {ticks.map((tick) => {
        const share = shareOf(tick, range)
        return (
          <span
            key={tick}
            className={cx(
              'absolute whitespace-nowrap @max-md:even:hidden',
              share > 0.04 && share < 0.96 && '-translate-x-1/2',
              share >= 0.96 && '-translate-x-full',
            )}
            style={{ left: percent(share) }}
          >
            {formatTick(new Date(tick), zone, range[1] - range[0])}
          </span>
        )
      })}
    </div>
  )
}
