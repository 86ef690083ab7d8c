import { ChevronRight } from 'lucide-react'
import Link from 'next/link'
import { Marks } from '@/components/charts/marks'
import { shareOf } from '@/components/charts/scale'
import type { ChartMark } from '@/components/charts/series'
import { TimeAxis } from '@/components/charts/time-axis'
import { timeTicks } from '@/components/charts/time-ticks'
import { cx } from '@/components/ui/cx'
import { ScrollRegion } from '@/components/ui/scroll-region'
import { StatusMark } from '@/components/ui/status-mark'
import type { AnomalySeverity } from '@/lib/anomalies/model'
import type { Heat, HeatCell, HeatRow } from '@/lib/anomalies/timeline'
import type { StoryRow } from '@/lib/anomalies/view'
import { formatCount, formatDateTime, formatDuration } from '@/lib/format'
import { metricWords, severityMarks } from './words'

// A severity is a colour and a height, so that it can be told without the colour.
const bars: Record<AnomalySeverity, { height: number; fill: string }> = {
  warning: { height: 8, fill: 'fill-warning-mark' },
  critical: { height: 14, fill: 'fill-serious-mark' },
  urgent: { height: 20, fill: 'fill-critical-mark' },
}
const ROW = 20

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
 * Tool by tool, when something was unlike the past four weeks: the plain z-score, as bars; above them
 * the confirmed stories. Drawn on the server; every value is in the table behind "view data".
 */
export function HeatStrip({ heat, stories, storyPath, zone, bare = false }: HeatStripProps) {
  const range: [number, number] = [heat.window.from.getTime(), heat.window.to.getTime()]
  const marks: ChartMark[] = stories
    .filter((story) => story.startedAt < heat.window.to && (story.endedAt === null || story.endedAt >= heat.window.from))
    .map((story) => ({
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
        <span>{`A bar spans ${formatDuration(heat.stepMs)} and is as bad as its worst hour.`}</span>
        <ul className="flex flex-wrap gap-x-4 gap-y-1">
          {(['warning', 'critical', 'urgent'] as const).map((severity) => (
            <li key={severity} className="flex items-center gap-1.5">
              <svg aria-hidden="true" width="6" height={ROW} viewBox={`0 0 6 ${ROW}`}>
                <rect x="0" y={ROW - bars[severity].height} width="6" height={bars[severity].height} className={bars[severity].fill} />
              </svg>
              {severityMarks[severity].label}
            </li>
          ))}
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
      {heat.rows.length > 0 ? (
        <ul aria-label="Tools" className="space-y-1">
          {heat.rows.map((row) => (
            <li key={row.toolId} className={cx('grid items-center gap-x-3', grid)}>
              {bare ? null : (
                <Link href={`/dashboard/tools/${row.toolId}`} prefetch={false} className="truncate text-sm hover:underline" title={row.name}>
                  {row.name}
                </Link>
              )}
              <Strip row={row} range={range} zone={zone} />
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

function Strip({ row, range, zone }: { row: HeatRow; range: [number, number]; zone: string }) {
  const width = (cell: HeatCell) => shareOf(cell.to.getTime(), range) - shareOf(cell.from.getTime(), range)
  return (
    <div className="rounded-sm bg-surface-muted">
      <svg role="img" aria-label={`${row.name}: ${summary(row, zone)}`} viewBox={`0 0 1000 ${ROW}`} preserveAspectRatio="none" className="block h-5 w-full">
        {row.cells.map((cell) => {
          const { height, fill } = bars[cell.severity]
          return (
            <rect
              key={cell.from.getTime()}
              x={(shareOf(cell.from.getTime(), range) * 1000).toFixed(1)}
              y={ROW - height}
              width={(width(cell) * 1000).toFixed(1)}
              height={height}
              className={fill}
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
  return `${severityMarks[severity].label.toLowerCase()}, ${metrics.map((metric) => metricWords[metric].toLowerCase()).join(', ')}`
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
              {['Tool', 'From', 'To', 'Severity', 'Metrics'].map((label) => (
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
                  <td className="px-3 py-1">
                    <StatusMark {...severityMarks[cell.severity]} />
                  </td>
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
