import type { PeerMetricId } from './model'

/** Digits that are kept of what is said about others: enough to compare with, too few to tell one by. */
const DIGITS = 2

/**
 * A figure of a group, as it is stored and shown: error rates and latencies to two significant digits,
 * uptime by its downtime, scores to whole points, ratings to a tenth of a star.
 */
export function roundShared(metric: PeerMetricId, value: number): number {
  switch (metric) {
    case 'error_rate':
    case 'latency':
      return significant(value)
    case 'uptime':
      // Kept apart from 1 − x arithmetic noise: 0.9987, not 0.9987000000000001.
      return Number((1 - significant(1 - value)).toFixed(12))
    case 'score':
      return Math.round(value)
    case 'rating':
      return Math.round(value * 10) / 10
  }
}

function significant(value: number): number {
  return value === 0 ? 0 : Number(value.toPrecision(DIGITS))
}
