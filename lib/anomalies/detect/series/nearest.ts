// Has the series looked like this before? The latest stretch, as means of equal blocks, against every
// earlier stretch of the same length (the nearest-neighbour distance of time series "discords",
// Keogh, Lin & Fu 2005), or against those of the same time of day only.

import { DAY, HOUR } from '@/lib/time'

/** Means of equal blocks of values, oldest first, dropped at the front when there are too many. */
export interface Blocks {
  means: number[]
  /** When each block ended, ms; empty where time does not matter. */
  ends: number[]
}

export function emptyBlocks(): Blocks {
  return { means: [], ends: [] }
}

/** Adds a block and lets the oldest go beyond `max`. */
export function addBlock(blocks: Blocks, mean: number, end: number | null, max: number): void {
  blocks.means.push(mean)
  if (end !== null) blocks.ends.push(end)
  if (blocks.means.length <= max) return
  blocks.means.shift()
  if (end !== null) blocks.ends.shift()
}

/**
 * The distance (root of summed squares) from the latest stretch, as block means, to the nearest earlier
 * one that ends at least `apart` blocks before the last complete block; null while there are fewer than `min`.
 */
export function distanceToNearest(stretch: readonly number[], blocks: Blocks, { apart, min }: { apart: number; min: number }): number | null {
  const { means } = blocks
  const width = stretch.length
  const candidates = means.length - apart - width + 1
  if (candidates < min) return null
  let nearest = Number.POSITIVE_INFINITY
  for (let start = 0; start < candidates; start++) nearest = Math.min(nearest, squares(stretch, means, start, nearest))
  return Math.sqrt(nearest)
}

/** Half an hour's leeway on either side would miss what the clock or the traffic shifts by an hour. */
const SAME_TIME = HOUR

/** The same, among the stretches that ended at this time of day (give or take an hour) on an earlier day; null without any. */
export function distanceToSameTimeOfDay(stretch: readonly number[], blocks: Blocks, at: number): number | null {
  const { means, ends } = blocks
  const ahead = stretch.length - 1
  let nearest = Number.POSITIVE_INFINITY
  for (let then = at - DAY; then + SAME_TIME >= (ends[ahead] ?? Number.POSITIVE_INFINITY); then -= DAY) {
    for (let last = Math.max(ahead, firstNotBefore(ends, then - SAME_TIME)); (ends[last] ?? Number.POSITIVE_INFINITY) <= then + SAME_TIME; last++) {
      nearest = Math.min(nearest, squares(stretch, means, last - ahead, nearest))
    }
  }
  return Number.isFinite(nearest) ? Math.sqrt(nearest) : null
}

/** Index of the first of ascending moments that is not before the given one; their number if all are. */
function firstNotBefore(moments: readonly number[], at: number): number {
  let low = 0
  let high = moments.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((moments[middle] as number) < at) low = middle + 1
    else high = middle
  }
  return low
}

/** Summed squares of the differences, or anything not below `enough` once that is reached. */
function squares(stretch: readonly number[], means: readonly number[], start: number, enough: number): number {
  let sum = 0
  for (let i = 0; i < stretch.length && sum < enough; i++) {
    const difference = (stretch[i] as number) - (means[start + i] as number)
    sum += difference * difference
  }
  return sum
}
