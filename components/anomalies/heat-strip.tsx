import { ChevronRight } from 'lucide-react'
import Link from 'next/link'
import { Marks } from '@/components/charts/marks'
import { percent, shareOf } from '@/components/charts/scale'
import type { ChartMark } from '@/components/charts/series'
import { TimeAxis } from '@/components/charts/time-axis'
import { timeTicks } from '@/components/charts/time-ticks'
import { cx } from '@/components/ui/cx'
import { ScrollRegion } from '@/components/ui/scroll-region'
import { type Tone, toneFill, toneMark, toneSoft } from '@/components/ui/tone'
import { zConfig } from '@/lib/anomalies/detect/z-score'
import type { AnomalySeverity } from '@/lib/anomalies/model'
import type { Heat, HeatCell, HeatRow } from '@/lib/anomalies/timeline'
import type { StoryRow } from '@/lib/anomalies/view'
import { formatCount, formatDateTime, formatDuration } from '@/lib/format'
import { metricWords, severityMarks } from './words'

// How unusual is a height alone: bars are background and stay grey. What was confirmed has the colour.
const heights: Record<AnomalySeverity, number> = { warning: 4, critical: 9, urgent: 15 }
const levels: AnomalySeverity[] = ['warning', 'critical', 'urgent']
const ROW = 20
const BACKGROUND = 'fill-border-strong/60'

interface HeatStripProps {
  heat: Heat
  /** Stories of the strip's time, as marks that open them. */
  stories: StoryRow[]
  /** Address of a story's page, without its id. */
  storyPath: string
  /** IANA zone of the axis. */
  zone: string
  /** One tool's own strip needs no name beside it. */
  bare?: boolean
}

/**
 * Tool by tool, when something was unlike the past four weeks: the plain z-score, as grey bars; behind them
 * the stretches that were confirmed, and above all the stories that open. Drawn on the server; every value is in the table behind "view data".
 */
export function HeatStrip({ heat, stories, storyPath, zone, bare = false }: HeatStripProps) {
  const range: [number, number] = [heat.window.from.getTime(), heat.window.to.getTime()]
  const shown = stories.filter((story) => story.startedAt < heat.window.to && (story.endedAt === null || story.endedAt >= heat.window.from))
  const confirmed = shown.filter(({ state }) => state !== 'false_positive' && state !== 'withdrawn')
  const spansOf = (toolId: string): Span[] =>
    confirmed
      .filter(({ facts }) => facts.affected.tools.some(({ id }) => id === toolId))
      .map((story) => ({ id: story.id, from: story.startedAt, to: story.endedAt ?? heat.window.to, tone: severityMarks[story.severity].tone }))
  const rows = heat.rows.map((row) => ({ row, spans: spansOf(row.toolId) })).toSorted((a, b) => Number(b.spans.length > 0) - Number(a.spans.length > 0))
  const marks: ChartMark[] = shown.map((story) => ({
    id: story.id,
    at: story.startedAt < heat.window.from ? heat.window.from : story.startedAt,
    label: story.title,
    href: `${storyPath}/${story.id}`,
    tone: severityMarks[story.severity].tone,
  }))
  const grid = bare ? 'grid-cols-[minmax(0,1fr)]' : 'grid-cols-1 @md:grid-cols-[minmax(5rem,9rem)_minmax(0,1fr)]'
  return (
    <figure className="@container min-w-0">
      <figcaption className="mb-2 flex flex-wrap items-center justify-between gap-x-4 gap-y-1 text-sm text-text-muted">
        <span>{`A bar spans ${formatDuration(heat.stepMs)} and is as high as its worst hour.`}</span>
        <ul className="flex flex-wrap gap-x-4 gap-y-1">
          {levels.map((severity) => (
            <li key={severity} className="flex items-center gap-1.5">
              <svg aria-hidden="true" width="6" height={ROW} viewBox={`0 0 6 ${ROW}`} className={BACKGROUND}>
                <rect x="0" y={ROW - heights[severity]} width="6" height={heights[severity]} />
              </svg>
              {`${severity === 'warning' ? 'z ' : ''}over ${zConfig[severity]}`}
            </li>
          ))}
          {confirmed.length > 0 ? (
            <li className="flex items-center gap-1.5">
              <svg aria-hidden="true" width="6" height={ROW} viewBox={`0 0 6 ${ROW}`} className={cx('fill-current', toneMark.critical)}>
                <rect x="0" y={ROW - heights.urgent} width="6" height={heights.urgent} />
              </svg>
              confirmed
            </li>
          ) : null}
        </ul>
      </figcaption>
      {marks.length > 0 ? (
        <div className={cx('grid gap-x-3', grid)}>
          {bare ? null : <span className="self-center text-sm text-text-muted">Stories</span>}
          <div>
            <Marks marks={marks} range={range} zone={zone} minShare={0.1} className="@md:hidden" />
            <Marks marks={marks} range={range} zone={zone} minShare={0.04} className="hidden @md:block" />
          </div>
        </div>
      ) : null}
      {rows.length > 0 ? (
        <ul aria-label="Tools" className="space-y-1">
          {rows.map(({ row, spans }) => (
            <li key={row.toolId} className={cx('grid items-center gap-x-3', grid)}>
              {bare ? null : (
                <Link href={`/dashboard/tools/${row.toolId}`} prefetch={false} className="truncate text-sm hover:underline" title={row.name}>
                  {row.name}
                </Link>
              )}
              <Strip row={row} spans={spans} range={range} zone={zone} />
            </li>
          ))}
        </ul>
      ) : null}
      <div className={cx('grid gap-x-3', grid)}>
        {bare ? null : <span className="hidden @md:block" />}
        <TimeAxis ticks={timeTicks(range[0], range[1], zone)} range={range} zone={zone} />
      </div>
      {heat.left > 0 ? (
        <p className="mt-2 text-sm text-text-muted">
          {heat.left === 1 ? 'One more tool has fewer marks.' : `${formatCount(heat.left)} more tools have fewer marks.`}
        </p>
      ) : null}
      <HeatTable rows={heat.rows} zone={zone} />
    </figure>
  )
}

/** A stretch of a tool in which a story was confirmed. */
interface Span {
  id: string
  from: Date
  to: Date
  tone: Tone
}

function Strip({ row, spans, range, zone }: { row: HeatRow; spans: Span[]; range: [number, number]; zone: string }) {
  const place = (at: Date) => shareOf(at.getTime(), range)
  const width = ({ from, to }: { from: Date; to: Date }) => place(to) - place(from)
  return (
    <div className="relative overflow-hidden rounded-sm bg-surface-muted">
      {spans.map((span) => (
        <span
          key={span.id}
          aria-hidden="true"
          className={cx('absolute inset-y-0 min-w-1', toneSoft[span.tone])}
          style={{ left: percent(place(span.from)), width: percent(width(span)) }}
        >
          <span className={cx('absolute inset-x-0 bottom-0 h-0.5', toneFill[span.tone])} />
        </span>
      ))}
      <svg
        role="img"
        aria-label={`${row.name}: ${summary(row, zone)}`}
        viewBox={`0 0 1000 ${ROW}`}
        preserveAspectRatio="none"
        className={cx('relative block h-5 w-full', BACKGROUND)}
      >
        {row.cells.map((cell) => {
          const inside = spans.find(({ from, to }) => cell.from < to && cell.to > from)
          return (
            <rect
              key={cell.from.getTime()}
              x={(place(cell.from) * 1000).toFixed(1)}
              y={ROW - heights[cell.severity]}
              width={(width(cell) * 1000).toFixed(1)}
              height={heights[cell.severity]}
              className={inside ? cx('fill-current', toneMark[inside.tone]) : undefined}
            >
              <title>{`${formatDateTime(cell.from, zone)}: ${said(cell)}`}</title>
            </rect>
          )
        })}
      </svg>
    </div>
  )
}

function said({ severity, metrics }: HeatCell): string {
  return `${severity === 'warning' ? '' : 'z '}${`${severity === 'warning' ? 'z ' : ''}over ${zConfig[severity]}`}, ${metrics.map((metric) => metricWords[metric].toLowerCase()).join(', ')}`
}

function summary({ cells }: HeatRow, zone: string): string {
  const worst = (['urgent', 'critical', 'warning'] as const).find((severity) => cells.some((cell) => cell.severity === severity))
  const first = cells.find((cell) => cell.severity === worst)
  if (!worst || !first) return 'nothing'
  return `${cells.length === 1 ? 'one stretch' : `${formatCount(cells.length)} stretches`} out of the ordinary, the worst ${said(first)} at ${formatDateTime(first.from, zone)}`
}

/** Neighbouring bars that say the same are one line. */
function joined(cells: HeatCell[]): HeatCell[] {
  const lines: HeatCell[] = []
  for (const cell of cells) {
    const last = lines.at(-1)
    if (last && last.to.getTime() === cell.from.getTime() && said(last) === said(cell)) lines[lines.length - 1] = { ...last, to: cell.to }
    else lines.push(cell)
  }
  return lines
}

function HeatTable({ rows, zone }: { rows: HeatRow[]; zone: string }) {
  const head = 'px-3 py-1.5 text-left text-xs font-medium text-text-muted'
  return (
    <details className="group/data mt-2 text-sm">
      <summary className="flex w-fit items-center gap-1 rounded-md py-1 pr-2 text-text-muted hover:text-text">
        <ChevronRight aria-hidden="true" className="size-4 transition-transform duration-140 ease-out group-open/data:rotate-90" />
        View data
      </summary>
      <ScrollRegion label="Stretches out of the ordinary" className="mt-1 max-h-72 overflow-y-auto rounded-md border border-border">
        <table className="w-full">
          <thead>
            <tr>
              {['Tool', 'From', 'To', 'How unusual', 'Metrics'].map((label) => (
                <th key={label} scope="col" className={head}>
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.flatMap((row) =>
              joined(row.cells).map((cell) => (
                <tr key={`${row.toolId}-${cell.from.getTime()}`} className="border-t border-border">
                  <th scope="row" className="px-3 py-1 text-left font-normal">
                    {row.name}
                  </th>
                  <td className="px-3 py-1 whitespace-nowrap">{formatDateTime(cell.from, zone)}</td>
                  <td className="px-3 py-1 whitespace-nowrap">{formatDateTime(cell.to, zone)}</td>
                  <td className="px-3 py-1 whitespace-nowrap">{`z over ${zConfig[cell.severity]}`}</td>
                  <td className="px-3 py-1">{cell.metrics.map((metric) => metricWords[metric]).join(', ')}</td>
                </tr>
              )),
            )}
          </tbody>
        </table>
      </ScrollRegion>
    </details>
  )
}
