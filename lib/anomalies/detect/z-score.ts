import { DAY } from '@/lib/time'
import type { Verdict } from './model'

// The rule as it is specified: z against the mean and standard deviation of the past 28 days, weekdays
// and weekends apart. It colours the timeline and feeds the score; it notifies nobody (docs/detection.md
// says why). Kept as one set of sums a day, so that a day leaves as a whole and nothing is counted again.

export const zConfig = { days: 28, warning: 2, critical: 3, urgent: 4, daysMin: 7, invocationsMin: 100 }
export type ZConfig = typeof zConfig
/** From when on a tool is judged, in words: `7 days and 100 calls`. */
export const judgedFrom = `${zConfig.daysMin} days and ${zConfig.invocationsMin} calls`
export type ZSeverity = 'warning' | 'critical' | 'urgent'

/** The values of one UTC day: number, mean, summed squares around the mean (Welford), and the calls behind them. */
export interface DaySums {
  /** Days since 1970. */
  day: number
  count: number
  mean: number
  squares: number
  invocations: number
}

/** Ascending by day, at most 28 of them. */
export type ZBaseline = DaySums[]

export interface ZVerdict extends Verdict {
  severity: ZSeverity | null
}

/**
 * Judges a value; the baseline is that of the windows before it. Active with 7 days since the first
 * value of the 28 days and 100 invocations on days of the same class (Monday to Friday, or the weekend).
 * @param point.at when the window started, ms
 */
export function judgeZ(baseline: readonly DaySums[], { at, value }: { at: number; value: number }, config: ZConfig = zConfig): ZVerdict {
  const today = dayOf(at)
  const recent = baseline.filter(({ day }) => day > today - config.days && day <= today)
  const first = recent[0]
  const { count, mean, squares, invocations } = recent.filter(({ day }) => isWeekend(day) === isWeekend(today)).reduce(join, nothing)
  const short = first === undefined || today - first.day < config.daysMin || invocations < config.invocationsMin || count < 2
  if (short) return { outcome: 'insufficient', severity: null, reason: waiting(config), observed: value, expected: null, z: null }
  const deviation = Math.sqrt(squares / count)
  const expected = { low: mean - config.warning * deviation, high: mean + config.warning * deviation }
  if (deviation === 0) return { outcome: 'none', severity: null, reason: 'The baseline does not vary: z is not defined.', observed: value, expected, z: null }
  const z = (value - mean) / deviation
  const severity = severityOf(Math.abs(z), config)
  const reason = `${Math.abs(z).toFixed(1)} standard deviations ${z < 0 ? 'below' : 'above'} the mean of ${isWeekend(today) ? 'weekends' : 'weekdays'} in the past ${config.days} days.`
  return { outcome: severity ? 'candidate' : 'none', severity, reason, observed: value, expected, z }
}

/** Adds a value to its day; days that have left the 28 go. Changes the baseline in place. */
export function learnZ(baseline: ZBaseline, { at, value, invocations }: { at: number; value: number; invocations: number }, config: ZConfig = zConfig): void {
  const day = dayOf(at)
  const one = { day, count: 1, mean: value, squares: 0, invocations }
  const last = baseline.at(-1)
  if (last?.day === day) baseline[baseline.length - 1] = join(last, one)
  else baseline.push(one)
  while (baseline[0] && baseline[0].day <= day - config.days) baseline.shift()
}

const nothing: DaySums = { day: 0, count: 0, mean: 0, squares: 0, invocations: 0 }

/** Both together (Chan, Golub & LeVeque): exact where plain sums of squares cancel. */
function join(a: DaySums, b: DaySums): DaySums {
  if (a.count === 0) return b
  const count = a.count + b.count
  const distance = b.mean - a.mean
  return {
    day: b.day,
    count,
    mean: a.mean + (distance * b.count) / count,
    squares: a.squares + b.squares + (distance * distance * a.count * b.count) / count,
    invocations: a.invocations + b.invocations,
  }
}

function severityOf(size: number, { warning, critical, urgent }: ZConfig): ZSeverity | null {
  if (size > urgent) return 'urgent'
  if (size > critical) return 'critical'
  return size > warning ? 'warning' : null
}

function waiting({ daysMin, invocationsMin }: ZConfig): string {
  return `Judged from ${daysMin} days and ${invocationsMin} calls on.`
}

function dayOf(at: number): number {
  return Math.floor(at / DAY)
}

/** Day 0 was a Thursday. */
export function isWeekend(day: number): boolean {
  const weekday = (((day + 4) % 7) + 7) % 7
  return weekday === 0 || weekday === 6
}
