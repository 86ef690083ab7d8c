import type { SeriesPoint } from '@/lib/metrics/model'
import { DAY, HOUR, MINUTE, type Window } from '@/lib/time'
import { median } from './detect/tool/half-hours'
import { isWeekend } from './detect/z-score'
import type { AnomalyMetric } from './model'

// What a story's chart shows of one metric of one tool: what was observed, as it is judged (the half
// hour up to each moment), and what would have been usual then.

export interface ChartPoint {
  /** End of a 5-minute window. */
  at: Date
  /** Ratio, ms, calls or micros per 5 minutes; null where nothing is known. */
  observed: number | null
  /** Ends of what is usual; null where no day says. */
  low: number | null
  high: number | null
}

/** What detection kept of a window that was out of the ordinary. */
export interface KeptWindow {
  windowAt: Date
  expectedLow: number
  expectedHigh: number
}

const STEP = 5 * MINUTE
/** Windows that are judged as one: half an hour. */
const POOLED = 6
/** 5-minute windows in an hour. */
const IN_HOUR = 12
const DAYS = 28
/** From so many days of the same class on, weekday or weekend, these alone say what is usual. */
const CLASS_MIN = 2
const MAD_TO_SD = 1.4826
/** As wide as the detector's: two deviations, each at least a tenth of the level. */
const DEVIATIONS = 2
const FLOOR = 0.1

/** Which stretch a story's charts show: some hours before it began, some after it ended, up to now. */
export function chartWindow({ startedAt, endedAt }: { startedAt: Date; endedAt: Date | null }, now: Date): Window {
  const end = endedAt ?? now
  const before = Math.min(12 * HOUR, Math.max(3 * HOUR, end.getTime() - startedAt.getTime()))
  const align = (ms: number) => Math.floor(ms / STEP) * STEP
  return {
    from: new Date(align(startedAt.getTime() - before)),
    to: new Date(align(Math.min(now.getTime(), end.getTime() + 2 * HOUR))),
  }
}

/**
 * The points of a chart.
 * @param series 5-minute buckets from half an hour before the chart on
 * @param hours hourly buckets of the 28 days before and of the chart's own time
 * @param usualUntil what is later says nothing about what is usual: the story's beginning
 * @param kept the ends that detection itself compared with; they go before what the hours say
 */
export function chartOf(
  metric: AnomalyMetric,
  { series, hours, usualUntil, kept }: { series: SeriesPoint[]; hours: SeriesPoint[]; usualUntil: Date; kept: KeptWindow[] },
): ChartPoint[] {
  const known = new Map(kept.map((window) => [window.windowAt.getTime(), window]))
  const usual = new Map<number, { level: number; weight: number }>()
  for (const hour of hours) {
    if (hour.at.getTime() + HOUR > usualUntil.getTime()) continue
    const { amount, weight } = amountOf(metric, hour, IN_HOUR)
    if (weight > 0) usual.set(hour.at.getTime(), { level: amount / weight, weight })
  }
  const bands = new Map<number, { low: number; high: number } | null>()
  return series.slice(POOLED - 1).map((point, i) => {
    const at = new Date(point.at.getTime() + STEP)
    const pooled = series.slice(i, i + POOLED).map((one) => amountOf(metric, one, 1))
    const weight = pooled.reduce((sum, one) => sum + one.weight, 0)
    const hour = Math.floor(point.at.getTime() / HOUR) * HOUR
    if (!bands.has(hour)) bands.set(hour, bandAt(usual, hour, metric === 'error_rate'))
    const band = bands.get(hour) ?? null
    const own = known.get(at.getTime())
    return {
      at,
      observed: weight > 0 ? pooled.reduce((sum, one) => sum + one.amount, 0) / weight : null,
      low: own ? own.expectedLow : (band?.low ?? null),
      high: own ? own.expectedHigh : (band?.high ?? null),
    }
  })
}

/** What is summed over buckets, and what the sum is divided by. */
function amountOf(metric: AnomalyMetric, point: SeriesPoint, windows: number): { amount: number; weight: number } {
  switch (metric) {
    case 'error_rate':
      return { amount: point.errors, weight: point.rated }
    case 'latency':
      return point.p50Ms === null ? { amount: 0, weight: 0 } : { amount: point.p50Ms * point.latencyCount, weight: point.latencyCount }
    case 'invocations':
      return { amount: point.invocations, weight: windows }
    case 'revenue':
      return { amount: point.revenueMicros, weight: windows }
  }
}

/** What the same hour of the days before was like: median and robust deviation, weekdays and weekends apart. */
function bandAt(usual: Map<number, { level: number; weight: number }>, hour: number, ratio: boolean): { low: number; high: number } | null {
  const weekend = isWeekend(Math.floor(hour / DAY))
  const same: number[] = []
  const all: number[] = []
  const calls: number[] = []
  for (let days = 1; days <= DAYS; days++) {
    const then = hour - days * DAY
    const found = usual.get(then)
    if (!found) continue
    all.push(found.level)
    calls.push(found.weight / 2)
    if (isWeekend(Math.floor(then / DAY)) === weekend) same.push(found.level)
  }
  const levels = same.length >= CLASS_MIN ? same : all
  if (levels.length === 0) return null
  const level = median(levels)
  // Of few calls in half an hour, one that fails is chance.
  const chance = ratio ? Math.sqrt(Math.max(level, 1 / median(calls)) / median(calls)) : 0
  const deviation = Math.max(MAD_TO_SD * median(levels.map((one) => Math.abs(one - level))), FLOOR * level, chance)
  const high = level + DEVIATIONS * deviation
  return { low: Math.max(0, level - DEVIATIONS * deviation), high: ratio ? Math.min(1, high) : high }
}
