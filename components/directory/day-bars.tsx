import { toneMark } from '@/components/ui/tone'
import { formatPercent } from '@/lib/format'

const HEIGHT = 32
const STEP = 10

/** The tone of a day's uptime, by the bands of the scorecard (99.5 and 95 %). */
function toneOf(uptime: number): 'good' | 'warning' | 'critical' {
  return uptime >= 0.995 ? 'good' : uptime >= 0.95 ? 'warning' : 'critical'
}

/** A bar a day, oldest first: full height when it was up all day, shorter and in another colour when not, a short grey one without probes. */
export function DayBars({ values, label }: { values: (number | null)[]; label: string }) {
  const known = values.filter((value): value is number => value !== null)
  const lowest = known.length === 0 ? null : Math.min(...known)
  const below = known.filter((value) => value < 0.995).length
  const text = lowest === null ? `${label}: no probes` : `${label}: lowest day ${formatPercent(lowest)}, ${below === 0 ? 'none' : below} under 99.5 %`
  return (
    <svg role="img" aria-label={text} viewBox={`0 0 ${values.length * STEP - 3} ${HEIGHT}`} preserveAspectRatio="none" className="block h-10 w-full">
      {values.map((value, day) => {
        const tone = value === null ? 'neutral' : toneOf(value)
        // Half a percent must be seen: the fall below 100 % counts tenfold, down to a stub.
        const height = value === null ? 4 : Math.max(6, HEIGHT * (1 - Math.min(1, (1 - value) * 10)))
        return (
          // A day has no identity but its place.
          <rect
            key={`day-${day.toString()}`}
            x={day * STEP}
            y={HEIGHT - height}
            width={STEP - 3}
            height={height}
            rx="1"
            className={toneMark[tone]}
            fill="currentColor"
          />
        )
      })}
    </svg>
  )
}
