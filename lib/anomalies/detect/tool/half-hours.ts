import { DAY, MINUTE } from '@/lib/time'
import { firstNotBefore } from '../series/nearest'
import { isWeekend } from '../z-score'

// What is usual at this time of day? Half hours of the past 28 days, kept as an amount and what it is
// divided by (errors by calls, calls by windows), so that what is pooled weighs what it should.

export const HALF_HOUR = 30 * MINUTE
const DAYS = 28

/** Parallel lists, oldest first; at most 28 days and the half hour before them. */
export interface HalfHours {
  ends: number[]
  amounts: number[]
  weights: number[]
}

/** The usual level (amount by weight) at a time of day: median and a robust standard deviation of `samples` days. */
export interface Usual {
  level: number
  deviation: number
  samples: number
}

/** From so many days of the same class on, weekday or weekend, these alone say what is usual. */
const CLASS_SAMPLES_MIN = 2
/** A normal distribution's standard deviation in median absolute deviations. */
const MAD_TO_SD = 1.4826

export function emptyHalfHours(): HalfHours {
  return { ends: [], amounts: [], weights: [] }
}

export function addHalfHour({ ends, amounts, weights }: HalfHours, { end, amount, weight }: { end: number; amount: number; weight: number }): void {
  ends.push(end)
  amounts.push(amount)
  weights.push(weight)
  while ((ends[0] as number) < end - DAYS * DAY - HALF_HOUR) {
    ends.shift()
    amounts.shift()
    weights.shift()
  }
}

/**
 * What is usual in the half hour that ends at `at`, from the same half hour of the past 28 days. The level
 * is the median of days of the same class; the deviation is taken from both classes, each around its own
 * median, because eight weekend days alone say little about it. Null without any day.
 */
export function usualAt(halfHours: HalfHours, at: number): Usual | null {
  const weekend = isWeekend(Math.floor(at / DAY))
  const same: number[] = []
  const other: number[] = []
  for (let days = 1; days <= DAYS; days++) {
    const then = at - days * DAY
    const level = levelAt(halfHours, then)
    if (level !== null) (isWeekend(Math.floor(then / DAY)) === weekend ? same : other).push(level)
  }
  if (same.length + other.length === 0) return null
  const enough = same.length >= CLASS_SAMPLES_MIN
  const level = enough ? median(same) : median([...same, ...other])
  const otherLevel = enough && other.length > 0 ? median(other) : level
  const distances = [...same.map((value) => Math.abs(value - level)), ...other.map((value) => Math.abs(value - otherLevel))]
  return { level, deviation: MAD_TO_SD * median(distances), samples: distances.length }
}

/** The level of the half hour that ends at `at`, between the two kept ones that it overlaps; null where none is kept or nothing weighs. */
function levelAt({ ends, amounts, weights }: HalfHours, at: number): number | null {
  const next = indexAt(ends, at)
  if (next >= ends.length) return null
  const share = ((ends[next] as number) - at) / HALF_HOUR
  if (share >= 1) return null
  const whole = share === 0
  if (!whole && (next === 0 || (ends[next] as number) - (ends[next - 1] as number) !== HALF_HOUR)) return null
  const amount = (1 - share) * (amounts[next] as number) + (whole ? 0 : share * (amounts[next - 1] as number))
  const weight = (1 - share) * (weights[next] as number) + (whole ? 0 : share * (weights[next - 1] as number))
  return weight > 0 ? amount / weight : null
}

/** Index of the first end that is not before the moment: where it is when none is missing, or searched for. */
function indexAt(ends: readonly number[], at: number): number {
  const guess = ends.length - 1 - Math.floor(((ends.at(-1) ?? 0) - at) / HALF_HOUR)
  const found = (ends[guess] ?? Number.NEGATIVE_INFINITY) >= at && (ends[guess - 1] ?? Number.NEGATIVE_INFINITY) < at
  return found ? guess : firstNotBefore(ends, at)
}

/** Of a list that is not empty. */
export function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort()
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? (sorted[middle] as number) : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2
}
