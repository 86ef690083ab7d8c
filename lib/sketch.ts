// Latency distributions that merge without losing accuracy: DDSketch (C. Masson, J. E. Rim, H. K. Lee,
// "DDSketch: A Fast and Fully-Mergeable Quantile Sketch with Relative-Error Guarantees", PVLDB 12(12),
// 2019) with its logarithmic mapping and an unbounded store. A value v falls into the bucket
// k = ceil(log_gamma v), which holds (gamma^(k-1), gamma^k]; every value of a bucket is told by the one
// estimate 2 gamma^k / (gamma + 1), which is wrong by at most the relative accuracy alpha.
// The same mapping in SQL: db/functions.sql (sketch_key, sketch_value, sketch_quantile).

/** Relative accuracy. Below the promised 2 %, so that rounding at a bucket's edge stays inside it. */
export const SKETCH_ALPHA = 0.019

/** Width of a bucket: each is 3.9 % wider than the one before. */
const SKETCH_GAMMA = (1 + SKETCH_ALPHA) / (1 - SKETCH_ALPHA)

/** ln(gamma), the divisor of the mapping; db/functions.sql holds the same digits. */
const SKETCH_LOG_GAMMA = Math.log(SKETCH_GAMMA)

/** The range in which the bound holds, in ms; what lies outside counts as its edge (0.01 ms, 11.6 days). */
export const SKETCH_MIN_MS = 0.01
export const SKETCH_MAX_MS = 1e9

/** Bucket indexes, ascending without repeats (-121..546), and how many values each holds (1 or more). */
export interface Sketch {
  keys: readonly number[]
  counts: readonly number[]
}

export const emptySketch: Sketch = { keys: [], counts: [] }

/**
 * The bucket of a latency in ms.
 * @throws RangeError when the value is not a number
 */
export function sketchKey(valueMs: number): number {
  if (Number.isNaN(valueMs)) throw new RangeError('a latency must be a number')
  // Adding zero makes the -0 of values just below 1 ms a plain 0.
  return Math.ceil(Math.log(Math.min(Math.max(valueMs, SKETCH_MIN_MS), SKETCH_MAX_MS)) / SKETCH_LOG_GAMMA) + 0
}

/** The latency in ms that stands for every value of a bucket; at most SKETCH_ALPHA away from each, relatively. */
export function sketchValue(key: number): number {
  return (2 * SKETCH_GAMMA ** key) / (SKETCH_GAMMA + 1)
}

/** The sketch of some latencies in ms. */
export function sketchOf(valuesMs: Iterable<number>): Sketch {
  const buckets = new Map<number, number>()
  for (const value of valuesMs) {
    const key = sketchKey(value)
    buckets.set(key, (buckets.get(key) ?? 0) + 1)
  }
  return fromBuckets(buckets)
}

/** The sketch of everything that the given ones hold, exactly as if it had been built from their values. */
export function mergeSketches(sketches: Iterable<Sketch>): Sketch {
  const buckets = new Map<number, number>()
  for (const { keys, counts } of sketches) {
    keys.forEach((key, i) => {
      buckets.set(key, (buckets.get(key) ?? 0) + (counts[i] ?? 0))
    })
  }
  return fromBuckets(buckets)
}

/**
 * The latency in ms that at least the share q (0..1) of the values do not exceed: the nearest-rank
 * quantile (percentile_disc of SQL) to within SKETCH_ALPHA. Null for an empty sketch.
 */
export function sketchQuantile({ keys, counts }: Sketch, q: number): number | null {
  const total = counts.reduce((sum, n) => sum + n, 0)
  const rank = Math.max(Math.ceil(q * total), 1)
  let seen = 0
  for (const [i, key] of keys.entries()) {
    seen += counts[i] ?? 0
    if (seen >= rank) return sketchValue(key)
  }
  return null
}

function fromBuckets(buckets: Map<number, number>): Sketch {
  const sorted = [...buckets].sort(([a], [b]) => a - b)
  return { keys: sorted.map(([key]) => key), counts: sorted.map(([, count]) => count) }
}
