'use client'

import { type RefObject, useEffect, useRef } from 'react'
import { Line, LineChart, Tooltip, type TooltipContentProps, XAxis, YAxis } from 'recharts'
import { formatDateTime, formatValue, type Unit } from '@/lib/format'
import { faintDash } from './colors'
import { bandText, type Plot } from './series'

interface TimeSeriesPlotProps {
  plot: Plot
  range: [number, number]
  domain: [number, number]
  unit: Unit
  zone: string
  label: string
  /** True when the keyboard asked for the plot, which then takes the focus over. */
  takeFocus: RefObject<boolean>
  onReady: () => void
}

/** The lines by recharts, with tooltip; the left and right arrows walk through the moments. Axes and grid stay the server's. */
export default function TimeSeriesPlot({ plot, range, domain, unit, zone, label, takeFocus, onReady }: TimeSeriesPlotProps) {
  const frame = useRef<HTMLDivElement>(null)
  const rows = plot.times.map((at, index) => ({ at, ...Object.fromEntries(plot.lines.map((line, place) => [keyOf(place), line.values[index] ?? null])) }))
  useEffect(() => {
    onReady()
    if (takeFocus.current) frame.current?.querySelector<SVGElement>('svg[tabindex]')?.focus()
  }, [onReady, takeFocus])
  return (
    <div
      ref={frame}
      className="absolute inset-0 rounded-sm has-[:focus-visible]:outline-2 has-[:focus-visible]:outline-offset-4 has-[:focus-visible]:outline-accent [&_.recharts-surface]:outline-none"
    >
      <LineChart data={rows} responsive style={{ width: '100%', height: '100%' }} margin={{ top: 0, right: 0, bottom: 0, left: 0 }} title={label}>
        <XAxis dataKey="at" type="number" scale="time" domain={range} hide />
        <YAxis domain={domain} hide allowDataOverflow />
        <Tooltip
          isAnimationActive={false}
          cursor={{ stroke: 'var(--color-border-strong)', strokeWidth: 1 }}
          content={(shown: TooltipContentProps) => <Reading shown={shown} plot={plot} unit={unit} zone={zone} />}
        />
        {plot.lines.map((line, place) => (
          <Line
            key={line.id}
            dataKey={keyOf(place)}
            name={line.label}
            type="linear"
            stroke={`var(--color-${line.color})`}
            strokeWidth={line.faint ? 1 : 1.75}
            strokeDasharray={line.faint ? faintDash : undefined}
            strokeOpacity={line.faint ? 0.7 : 1}
            strokeLinecap="round"
            dot={false}
            activeDot={line.faint ? false : { r: 3.5, strokeWidth: 0, fill: `var(--color-${line.color})` }}
            connectNulls={false}
            isAnimationActive={false}
          />
        ))}
      </LineChart>
    </div>
  )
}

// recharts reads a key as a path, so ids with dots cannot serve.
function keyOf(place: number): string {
  return `line${place}`
}

function Reading({ shown, plot, unit, zone }: { shown: TooltipContentProps; plot: Plot; unit: Unit; zone: string }) {
  const at = Number(shown.label)
  const index = plot.times.indexOf(at)
  if (!shown.active || index === -1) return null
  return (
    <div className="rounded-md border border-border bg-surface-float px-2.5 py-1.5 text-sm text-text shadow-float">
      <p className="text-xs text-text-muted">{formatDateTime(new Date(at), zone)}</p>
      <dl className="mt-1 grid grid-cols-[auto_auto] gap-x-4 gap-y-0.5">
        {plot.lines.toReversed().map((line) => (
          <div key={line.id} className="contents">
            <dt className="flex items-center gap-1.5 text-text-muted">
              <span className="h-0.5 w-3" style={{ backgroundColor: `var(--color-${line.color})`, opacity: line.faint ? 0.6 : 1 }} />
              {line.label}
            </dt>
            <dd className="text-right">{line.values[index] === null ? 'no value' : formatValue(line.values[index], unit)}</dd>
          </div>
        ))}
        {plot.band ? (
          <div className="contents">
            <dt className="text-text-muted">{plot.band.label}</dt>
            <dd className="text-right">{bandText(plot, index, unit)}</dd>
          </div>
        ) : null}
      </dl>
    </div>
  )
}
