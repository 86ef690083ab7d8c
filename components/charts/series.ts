import { formatDateTime, formatValue, type Unit } from '@/lib/format'
import type { Tone } from '../ui/tone'

// What a chart is given, and what follows from it: one table of rows for drawing, reading and
// copying. Pure; the server computes it once, the browser receives numbers.

export const chartColors = ['chart-1', 'chart-2', 'chart-3', 'chart-4', 'chart-5', 'chart-6', 'chart-7', 'chart-8'] as const
export type ChartColor = (typeof chartColors)[number]

export interface SeriesPoint {
  at: Date
  /** Null where nothing was measured: the line has a gap there. */
  value: number | null
}

export interface Series {
  id: string
  label: string
  /** Its token; the n-th of the scale when left out. */
  color?: ChartColor
  /** In order of time. All series of one chart share their moments. */
  points: SeriesPoint[]
  /** The same series one period earlier, with its own moments; drawn faint (see `previous` of the chart). */
  previous?: SeriesPoint[]
}

/** A labelled line across the chart: a limit, an SLO's target, a band's edge. */
export interface Threshold {
  value: number
  label: string
  tone?: Tone
}

/** What would have been usual, between two values: drawn as an area behind the lines. */
export interface Expected {
  label: string
  /** At moments of the series; null where nothing is known. */
  points: { at: Date; low: number | null; high: number | null }[]
}

/** Something that happened, on the time axis: an anomaly, a release, an incident. */
export interface ChartMark {
  id: string
  at: Date
  label: string
  /** The page that tells about it. */
  href?: string
  tone: Tone
}

/** A drawn line: current or previous values of a series, by the row's index. */
export interface Line {
  id: string
  label: string
  color: ChartColor
  faint: boolean
  values: (number | null)[]
}

export interface Plot {
  /** Moments of the rows, Unix milliseconds, ascending. */
  times: number[]
  lines: Line[]
  /** What is usual, by the row's index. */
  band?: { label: string; low: (number | null)[]; high: (number | null)[] }
}

/**
 * Series as rows over common moments. A previous value belongs to the row within half a step of its
 * own moment moved by shiftMs.
 */
export function plotOf(series: Series[], previous: { label: string; shiftMs: number } | undefined, expected?: Expected): Plot {
  const times = [...new Set(series.flatMap(({ points }) => points.map(({ at }) => at.getTime())))].sort((a, b) => a - b)
  const step = times.reduce((least, time, index) => (index === 0 ? least : Math.min(least, time - (times[index - 1] ?? time))), Number.POSITIVE_INFINITY)
  const tolerance = Number.isFinite(step) ? step / 2 : 0
  const row = (time: number): number | undefined => {
    let low = 0
    let high = times.length - 1
    while (low < high) {
      const middle = (low + high) >> 1
      if ((times[middle] ?? 0) < time) low = middle + 1
      else high = middle
    }
    const near = [low - 1, low].filter((index) => times[index] !== undefined && Math.abs((times[index] ?? 0) - time) <= tolerance)
    return near.sort((a, b) => Math.abs((times[a] ?? 0) - time) - Math.abs((times[b] ?? 0) - time))[0]
  }
  const faintLabel = (label: string) => {
    const words = previous?.label ?? 'before'
    return series.length > 1 ? `${label}, ${words}` : `${words.charAt(0).toUpperCase()}${words.slice(1)}`
  }
  const lines = series.flatMap(({ id, label, color, points, previous: earlier }, index) => {
    const own = color ?? chartColors[index % chartColors.length] ?? 'chart-1'
    const line = (values: SeriesPoint[], shiftMs: number, faint: boolean): Line => {
      const cells: (number | null)[] = times.map(() => null)
      for (const { at, value } of values) {
        const place = row(at.getTime() + shiftMs)
        if (place !== undefined && value !== null) cells[place] = value
      }
      return { id: faint ? `${id}-previous` : id, label: faint ? faintLabel(label) : label, color: own, faint, values: cells }
    }
    return earlier && previous ? [line(earlier, previous.shiftMs, true), line(points, 0, false)] : [line(points, 0, false)]
  })
  if (!expected) return { times, lines }
  const ends = new Map(expected.points.map((point) => [point.at.getTime(), point]))
  const end = (which: 'low' | 'high') => times.map((time) => ends.get(time)?.[which] ?? null)
  return { times, lines, band: { label: expected.label, low: end('low'), high: end('high') } }
}

/** Is there any value at all? */
export function hasValues(plot: Plot): boolean {
  return plot.lines.some((line) => line.values.some((value) => value !== null))
}

/** The chart in words: each line's first, last, lowest and highest value and its gaps, with unit and zone. */
export function describePlot(plot: Plot, unit: Unit, zone: string): string {
  const at = (index: number) => formatDateTime(new Date(plot.times[index] ?? 0), zone)
  return plot.lines
    .map((line) => {
      const known = line.values.flatMap((value, index) => (value === null ? [] : [{ value, index }]))
      const first = known[0]
      const last = known.at(-1)
      if (!first || !last) return `${line.label}: no values.`
      const lowest = known.reduce((a, b) => (b.value < a.value ? b : a))
      const highest = known.reduce((a, b) => (b.value > a.value ? b : a))
      const gaps = line.values.filter((value) => value === null).length
      return [
        `${line.label}: ${formatValue(first.value, unit)} on ${at(first.index)}, ${formatValue(last.value, unit)} on ${at(last.index)};`,
        `lowest ${formatValue(lowest.value, unit)}, highest ${formatValue(highest.value, unit)} on ${at(highest.index)}`,
        gaps > 0 ? `; ${gaps} of ${line.values.length} moments without a value.` : '.',
      ].join(' ')
    })
    .join(' ')
    .replaceAll(' ;', ';')
    .replaceAll(' .', '.')
}

/** What is usual at a row: "280 ms to 340 ms". */
export function bandText({ band }: Plot, index: number, unit: Unit): string {
  const low = band?.low[index] ?? null
  const high = band?.high[index] ?? null
  return low === null || high === null ? 'not known' : `${formatValue(low, unit)} to ${formatValue(high, unit)}`
}

/** Rows as CSV, moments in ISO 8601 UTC; a cell that a spreadsheet could run as a formula is quoted as text. */
export function plotAsCsv(plot: Plot): string {
  const cell = (text: string) =>
    /[",\n]/.test(text) || /^[=+\-@\t\r]/.test(text) ? `"${/^[=+\-@\t\r]/.test(text) ? "'" : ''}${text.replaceAll('"', '""')}"` : text
  const { band } = plot
  const head = ['at', ...plot.lines.map((line) => cell(line.label)), ...(band ? [cell(`${band.label}, from`), cell(`${band.label}, to`)] : [])].join(',')
  const body = plot.times.map((time, index) =>
    [
      new Date(time).toISOString(),
      ...plot.lines.map((line) => line.values[index] ?? ''),
      ...(band ? [band.low[index] ?? '', band.high[index] ?? ''] : []),
    ].join(','),
  )
  return [head, ...body].join('\n')
}
