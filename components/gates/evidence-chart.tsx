import { cx } from '@/components/ui/cx'
import { Disclosure } from '@/components/ui/disclosure'
import { ScrollRegion } from '@/components/ui/scroll-region'
import { formatCount, formatDate, formatPercent, formatScore } from '@/lib/format'
import type { Evidence, EvidenceDay } from '@/lib/gates/model'

const HEIGHT = 72
const dayWords: Record<EvidenceDay['state'], string> = { breach: 'breaches', fine: 'fine', left_out: 'does not count' }

/** The figures that a gate was judged by, a bar a day with the limit across; drawn on the server. Nothing without days. */
export function EvidenceChart({ evidence, measure }: { evidence: Evidence; measure: 'ratio' | 'score' }) {
  const { days, threshold } = evidence
  if (days.length === 0) return null
  const format = (value: number | null) => (measure === 'ratio' ? formatPercent(value) : formatScore(value))
  const top = Math.max((threshold ?? 0) * (measure === 'ratio' ? 2 : 1.25), ...days.map(({ value, state }) => (state === 'left_out' ? 0 : (value ?? 0))))
  const y = (value: number) => HEIGHT - Math.min(1, value / top) * HEIGHT
  const breaches = days.filter(({ state }) => state === 'breach').length
  const label = `${formatCount(days.length)} days, ${formatCount(breaches)} of them breach${threshold === null ? '' : ` the limit of ${format(threshold)}`}`
  return (
    <figure className="min-w-0">
      <svg role="img" aria-label={label} viewBox={`0 0 ${days.length * 10} ${HEIGHT + 1}`} preserveAspectRatio="none" className="h-18 w-full overflow-visible">
        {days.map(({ day, state, value }, i) => {
          const height = value === null || state === 'left_out' ? 2 : Math.max(2, HEIGHT - y(value))
          return (
            <rect
              key={day}
              x={i * 10 + 1.5}
              y={HEIGHT - height}
              width={7}
              height={height}
              className={cx(state === 'breach' ? 'fill-critical-mark' : state === 'fine' ? 'fill-good-mark' : 'fill-border-strong')}
            />
          )
        })}
        {threshold === null ? null : (
          <line
            x1={0}
            x2={days.length * 10}
            y1={y(threshold)}
            y2={y(threshold)}
            className="stroke-text"
            strokeWidth={1}
            strokeDasharray="3 3"
            vectorEffect="non-scaling-stroke"
          />
        )}
      </svg>
      <figcaption className="mt-1.5 flex flex-wrap justify-between gap-x-4 text-xs text-text-muted tabular-nums">
        <span>{dayOf(days[0])}</span>
        {threshold === null ? null : <span>dashed: limit of {format(threshold)}</span>}
        <span>{dayOf(days.at(-1))}</span>
      </figcaption>
      <Disclosure summary="View data" className="mt-1 text-sm" summaryClassName="text-text-muted">
        <ScrollRegion label="Figures by day" className="max-h-72 overflow-y-auto">
          <table className="w-full text-left text-sm tabular-nums">
            <thead>
              <tr className="text-xs text-text-muted">
                <th scope="col" className="py-1 pr-4 font-medium">
                  Day (UTC)
                </th>
                <th scope="col" className="py-1 pr-4 text-right font-medium">
                  {measure === 'ratio' ? 'Error rate' : 'Score'}
                </th>
                {measure === 'ratio' ? (
                  <th scope="col" className="py-1 pr-4 text-right font-medium">
                    Rated calls
                  </th>
                ) : null}
                <th scope="col" className="py-1 font-medium">
                  Counts as
                </th>
              </tr>
            </thead>
            <tbody>
              {days.toReversed().map((day) => (
                <tr key={day.day} className="border-t border-border">
                  <th scope="row" className="py-1 pr-4 font-normal">
                    {dayOf(day)}
                  </th>
                  <td className="py-1 pr-4 text-right">{format(day.value)}</td>
                  {measure === 'ratio' ? <td className="py-1 pr-4 text-right">{formatCount(day.calls)}</td> : null}
                  <td className="py-1">{dayWords[day.state]}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollRegion>
      </Disclosure>
    </figure>
  )
}

function dayOf(day: EvidenceDay | undefined): string {
  return formatDate(day ? new Date(day.day) : null)
}
