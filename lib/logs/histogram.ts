import { DAY, floorTo, HOUR, MINUTE, SECOND } from '@/lib/time'
import type { LogLevel } from './model'

/** Lines are counted in stretches of so long as they come in (db/security.sql). */
export const COUNTED_MS = 5 * MINUTE
/** As many bars as fit beside each other. */
const MOST_BARS = 60
/** Widths that divide a day, so that bars stand at full hours. */
const widths = [
  5 * SECOND,
  15 * SECOND,
  30 * SECOND,
  MINUTE,
  2 * MINUTE,
  COUNTED_MS,
  10 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  3 * HOUR,
  6 * HOUR,
  12 * HOUR,
  DAY,
]

export interface Bar {
  at: Date
  /** Lines by level. */
  lines: Partial<Record<LogLevel, number>>
}

export interface Histogram {
  /** Without gaps, the oldest first. */
  bars: Bar[]
  widthMs: number
  total: number
  /** False: from a sample of the lines, as too many match to be counted while somebody waits. */
  exact: boolean
}

/** The narrowest width by which a stretch has no more than sixty bars. */
export function barWidth(from: Date, to: Date): number {
  const span = to.getTime() - from.getTime()
  return widths.find((width) => Math.ceil(span / width) <= MOST_BARS) ?? Math.ceil(span / MOST_BARS / DAY) * DAY
}

/** The bars of a stretch, filled with what was counted; the first and the last hold only what lies in the stretch. */
export function fillBars(counted: { at: Date; level: LogLevel; lines: number }[], { from, to, widthMs }: { from: Date; to: Date; widthMs: number }): Bar[] {
  const bars = new Map<number, Bar>()
  for (let ms = floorTo(from, widthMs).getTime(); ms < to.getTime(); ms += widthMs) bars.set(ms, { at: new Date(ms), lines: {} })
  for (const { at, level, lines } of counted) {
    const bar = bars.get(floorTo(at, widthMs).getTime())
    if (bar && lines > 0) bar.lines[level] = (bar.lines[level] ?? 0) + lines
  }
  return [...bars.values()]
}
