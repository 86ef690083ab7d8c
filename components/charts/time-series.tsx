import type { ReactNode } from 'react'
import { formatAxis, type Unit } from '@/lib/format'
import { cx } from '../ui/cx'
import { toneText } from '../ui/tone'
import { faintDash, strokeOf } from './colors'
import { labelPlace } from './label-place'
import { Legend } from './legend'
import { Marks } from './marks'
import { areaPath, linePath, niceTicks, percent, shareOf } from './scale'
import { type ChartMark, describePlot, type Expected, hasValues, plotOf, type Series, type Threshold } from './series'
import { SeriesTable } from './series-table'
import { TimeAxis } from './time-axis'
import { TimeSeriesCanvas } from './time-series-canvas'
import { timeTicks } from './time-ticks'

export interface TimeSeriesProps {
  /** What the chart found, as a sentence where there is one: "Errors doubled on Thursday". */
  title: ReactNode
  /** Measure, window and source, quiet: "Fair error rate · 28 days · hourly". */
  note?: ReactNode
  series: Series[]
  unit: Unit
  /** IANA zone of the axis: the organization's. */
  zone: string
  /** The window, half-open; the points' own when left out. */
  from?: Date
  to?: Date
  /** Says that the series' `previous` points belong shiftMs earlier: { label: 'previous 28 days', shiftMs: 28 * DAY }. */
  previous?: { label: string; shiftMs: number }
  thresholds?: Threshold[]
  /** What would have been usual, as an area behind the lines. */
  expected?: Expected
  marks?: ChartMark[]
  /** `zero` (default) for volumes, rates and durations; `data` where only the change matters. */
  yFrom?: 'zero' | 'data'
  /** The top of the axis where the measure has one (100 for scores, 1 for ratios). */
  yMax?: number
  /** Height of the drawing in px, axis labels not counted. */
  height?: number
  /** What stands instead of the drawing when there is no value at all: one sentence. */
  empty?: ReactNode
  /** Level of the title in the page's outline. */
  level?: 2 | 3 | 4
}

/**
 * Lines over time. Axes, grid, thresholds, marks and the lines themselves are drawn on the server; the
 * browser exchanges the drawing for recharts (tooltip, arrow keys) when it is pointed at or focused,
 * at exactly the same place. A table of all values is one press away.
 */
export function TimeSeries(props: TimeSeriesProps) {
  const { title, note, series, unit, zone, previous, thresholds = [], marks = [], yFrom = 'zero', height = 200, empty, level = 3 } = props
  const plot = plotOf(series, previous, props.expected)
  const Heading = `h${level}` as 'h2' | 'h3' | 'h4'
  const any = hasValues(plot)
  const range: [number, number] = [props.from?.getTime() ?? plot.times[0] ?? 0, props.to?.getTime() ?? plot.times.at(-1) ?? 0]
  const known = [
    ...plot.lines.flatMap(({ values }) => values.filter((value): value is number => value !== null)),
    ...thresholds.map(({ value }) => value),
    ...(plot.band?.high ?? []).filter((value): value is number => value !== null),
  ]
  const low = yFrom === 'zero' ? Math.min(0, ...known) : Math.min(...known)
  const axis = props.yMax === undefined ? niceTicks(low, Math.max(...known)) : niceTicks(low, props.yMax)
  const labels = axis.ticks.map((tick) => formatAxis(tick, unit))
  const longest = labels.reduce((a, b) => (b.length > a.length ? b : a), '')
  const xTicks = any ? timeTicks(range[0], range[1], zone) : []
  return (
    <figure className="@container min-w-0">
      <figcaption className="mb-3 flex flex-wrap items-start justify-between gap-x-4 gap-y-1">
        <div className="min-w-0">
          <Heading className="font-medium text-balance">{title}</Heading>
          {note ? <p className="mt-0.5 text-sm text-text-muted">{note}</p> : null}
        </div>
        {any && (plot.lines.length > 1 || plot.band) ? <Legend lines={plot.lines} band={plot.band?.label} /> : null}
      </figcaption>
      {any ? (
        <>
          <p className="sr-only">{describePlot(plot, unit, zone)}</p>
          <div className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-2">
            <div aria-hidden="true" className="relative text-xs text-text-muted" style={{ height }}>
              <span className="invisible">{longest}</span>
              {axis.ticks.map((tick, index) => (
                <span key={tick} className="absolute right-0 -translate-y-1/2 whitespace-nowrap" style={{ top: percent(1 - shareOf(tick, axis.domain)) }}>
                  {labels[index]}
                </span>
              ))}
            </div>
            <div className="relative" style={{ height }}>
              <div aria-hidden="true" className="pointer-events-none absolute inset-0">
                {plot.band ? (
                  <svg aria-hidden="true" viewBox="0 0 1000 1000" preserveAspectRatio="none" className="absolute inset-0 size-full">
                    <path d={areaPath(plot.times, plot.band.low, plot.band.high, range, axis.domain)} className="fill-border-strong/25" />
                  </svg>
                ) : null}
                {axis.ticks.map((tick, index) => (
                  <div
                    key={tick}
                    className={cx('absolute inset-x-0 border-t', index === 0 ? 'border-border-strong/60' : 'border-border')}
                    style={{ top: percent(1 - shareOf(tick, axis.domain)) }}
                  />
                ))}
                {marks
                  .filter(({ at }) => at.getTime() >= range[0] && at.getTime() <= range[1])
                  .map(({ id, at }) => (
                    <div
                      key={id}
                      className="absolute inset-y-0 border-l border-dashed border-border-strong/60"
                      style={{ left: percent(shareOf(at.getTime(), range)) }}
                    />
                  ))}
                {thresholds.map((threshold) => (
                  <div
                    key={threshold.label}
                    className={cx('absolute inset-x-0 border-t border-dashed border-current', toneText[threshold.tone ?? 'neutral'])}
                    style={{ top: percent(1 - shareOf(threshold.value, axis.domain)) }}
                  />
                ))}
              </div>
              <TimeSeriesCanvas plot={plot} range={range} domain={axis.domain} unit={unit} zone={zone} label={typeof title === 'string' ? title : 'Chart'}>
                <svg aria-hidden="true" viewBox="0 0 1000 1000" preserveAspectRatio="none" className="absolute inset-0 size-full overflow-visible" fill="none">
                  {plot.lines.map((line) => (
                    <path
                      key={line.id}
                      d={linePath(plot.times, line.values, range, axis.domain)}
                      className={strokeOf[line.color]}
                      vectorEffect="non-scaling-stroke"
                      strokeWidth={line.faint ? 1 : 1.75}
                      strokeDasharray={line.faint ? faintDash : undefined}
                      strokeOpacity={line.faint ? 0.7 : 1}
                      strokeLinejoin="round"
                      strokeLinecap="round"
                    />
                  ))}
                </svg>
              </TimeSeriesCanvas>
              {thresholds.map((threshold) => {
                const { side, edge } = labelPlace(threshold.value, plot.lines, axis.domain, height)
                return (
                  <span
                    key={threshold.label}
                    className={cx(
                      'pointer-events-none absolute px-1 text-xs',
                      side === 'left' ? 'left-0' : 'right-0',
                      edge === 'above' && '-translate-y-full',
                      toneText[threshold.tone ?? 'neutral'],
                    )}
                    style={{ top: percent(1 - shareOf(threshold.value, axis.domain)) }}
                  >
                    {threshold.label}
                  </span>
                )
              })}
            </div>
            <span />
            <TimeAxis ticks={xTicks} range={range} zone={zone} />
            {marks.length > 0 ? (
              <>
                <span />
                {/* 24 px of a plot of 400 px. */}
                <Marks marks={marks} range={range} zone={zone} minShare={0.06} />
              </>
            ) : null}
          </div>
          <SeriesTable name={typeof title === 'string' ? title : (series[0]?.label ?? 'chart')} plot={plot} marks={marks} unit={unit} zone={zone} />
        </>
      ) : (
        <div
          className="flex items-center justify-center rounded-md border border-dashed border-border text-center text-sm text-text-muted"
          style={{ height: height + 22 }}
        >
          <p className="max-w-[40ch] px-4">{empty ?? 'No values in this window.'}</p>
        </div>
      )}
    </figure>
  )
}
