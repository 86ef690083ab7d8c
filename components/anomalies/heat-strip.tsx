import Link from 'next/link'
import { Marks } from '@/components/charts/marks'
import { percent, shareOf } from '@/components/charts/scale'
import type { ChartMark } from '@/components/charts/series'
import { TimeAxis } from '@/components/charts/time-axis'
import { timeTicks } from '@/components/charts/time-ticks'
import { cx } from '@/components/ui/cx'
import { type Tone, toneFill, toneMark, toneSoft } from '@/components/ui/tone'
import { type Whole, WholeLink } from '@/components/ui/whole'
import { zConfig } from '@/lib/anomalies/detect/z-score'
import { anomalySeverities } from '@/lib/anomalies/model'
import type { Heat, HeatCell } from '@/lib/anomalies/timeline'
import type { StoryRow } from '@/lib/anomalies/view'
import { formatCount, formatDuration } from '@/lib/format'
import { HeatBars } from './heat-bars'
import { BACKGROUND, cellWords, type DrawnCell, type HeatScale, heights, momentOf, ROW } from './heat-cells'
import { HeatTable } from './heat-table'
import { severityMarks } from './words'

interface HeatStripProps {
  heat: Heat
  /** Stories of the strip's time, as marks that open them. */
  stories: StoryRow[]
  /** Address of a story's page, without its id. */
  storyPath: string
  /** IANA zone of the axis. */
  zone: string
  whole: Whole
  /** One tool's own strip needs no name beside it. */
  bare?: boolean
}

/**
 * Tool by tool, when something was unlike the past four weeks: the plain z-score, as grey bars; behind them
 * the stretches that were confirmed, and above all the stories that open. Bars are background and stay grey; what was
 * confirmed has the colour. Every value is in the table behind "view data".
 */
export function HeatStrip({ heat, stories, storyPath, zone, whole, bare = false }: HeatStripProps) {
  const range: [number, number] = [heat.window.from.getTime(), heat.window.to.getTime()]
  const { warning, critical, urgent } = zConfig
  const scale: HeatScale = { from: range[0], to: range[1], stepMs: heat.stepMs, limits: { warning, critical, urgent }, zone }
  const drawn = heat.rows.map((row) => ({ id: row.toolId, name: row.name, cells: row.cells.map((cell) => drawnCell(cell, scale)) }))
  const shown = stories.filter((story) => story.startedAt < heat.window.to && (story.endedAt === null || story.endedAt >= heat.window.from))
  const confirmed = shown.filter(({ state }) => state !== 'false_positive' && state !== 'withdrawn')
  const spansOf = (toolId: string): Span[] =>
    confirmed
      .filter(({ facts }) => facts.affected.tools.some(({ id }) => id === toolId))
      .map((story) => ({ id: story.id, from: story.startedAt, to: story.endedAt ?? heat.window.to, tone: severityMarks[story.severity].tone }))
  const rows = drawn.map((row) => ({ row, spans: spansOf(row.id) })).toSorted((a, b) => Number(b.spans.length > 0) - Number(a.spans.length > 0))
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
          {anomalySeverities.map((severity) => (
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
          <Marks marks={marks} range={range} zone={zone} minShare={0.04} />
        </div>
      ) : null}
      {rows.length > 0 ? (
        <ul aria-label="Tools" className="space-y-1">
          {rows.map(({ row, spans }) => (
            <li key={row.id} className={cx('grid items-center gap-x-3', grid)}>
              {bare ? null : (
                <Link href={`/dashboard/tools/${row.id}`} prefetch={false} className="truncate text-sm hover:underline" title={row.name}>
                  {row.name}
                </Link>
              )}
              <Strip label={`${row.name}: ${summary(row.cells, scale)}`} cells={row.cells} spans={spans} scale={scale} />
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
      <HeatTable rows={drawn} scale={scale} drawn={whole.drawn} />
      <WholeLink whole={whole} place="anomalies" className="py-2">
        Show the data
      </WholeLink>
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

function Strip({ label, cells, spans, scale }: { label: string; cells: DrawnCell[]; spans: Span[]; scale: HeatScale }) {
  const place = (at: Date) => shareOf(at.getTime(), [scale.from, scale.to])
  return (
    <div className="relative overflow-hidden rounded-sm bg-surface-muted">
      {spans.map((span) => (
        <span
          key={span.id}
          aria-hidden="true"
          className={cx('absolute inset-y-0 min-w-1', toneSoft[span.tone])}
          style={{ left: percent(place(span.from)), width: percent(place(span.to) - place(span.from)) }}
        >
          <span className={cx('absolute inset-x-0 bottom-0 h-0.5', toneFill[span.tone])} />
        </span>
      ))}
      <HeatBars cells={cells} spans={spans.map(({ from, to, tone }) => ({ from: from.getTime(), to: to.getTime(), tone }))} label={label} scale={scale} />
    </div>
  )
}

function drawnCell({ from, severity, metrics }: HeatCell, scale: HeatScale): DrawnCell {
  return [Math.round((from.getTime() - scale.from) / scale.stepMs), severity, ...metrics]
}

function summary(cells: DrawnCell[], scale: HeatScale): string {
  const worst = anomalySeverities.findLast((severity) => cells.some((cell) => cell[1] === severity))
  const first = cells.find((cell) => cell[1] === worst)
  if (!first) return 'nothing'
  return `${cells.length === 1 ? 'one stretch' : `${formatCount(cells.length)} stretches`} out of the ordinary, the worst ${cellWords(first, scale)} at ${momentOf(first[0], scale)}`
}
