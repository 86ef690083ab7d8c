import { MINUTE } from '@/lib/time'
import type { AnomalyMetric } from '../model'

/** One closed 5-minute window of a tool; those without a row have no calls. */
export interface Level {
  /** Start of the window. */
  at: Date
  calls: number
  rated: number
  errors: number
  latencyCount: number
  latencySumMs: number
  revenueMicros: number
}

const STEP_MS = 5 * MINUTE
/** Rates are judged over half an hour, and a detection takes two ticks: it began at most so long before. */
export const LOOKBACK_MS = 60 * MINUTE

/**
 * When an event began: the start of the first of the windows before its detection that lie nearer to
 * what was seen than to what is usual, with at most one other window between two of them. Without such
 * windows the one in which it was detected.
 */
export function onsetOf(event: { metric: AnomalyMetric; usual: number; observed: number; startedAt: Date }, levels: readonly Level[]): Date {
  const { metric, usual, observed, startedAt } = event
  const half = (usual + observed) / 2
  const byTime = new Map(levels.map((level) => [level.at.getTime(), level]))
  const last = Math.floor((startedAt.getTime() - 1) / STEP_MS) * STEP_MS
  let onset = last
  let others = 0
  for (let at = last; at >= startedAt.getTime() - LOOKBACK_MS && others < 2; at -= STEP_MS) {
    const value = valueOfLevel(metric, byTime.get(at))
    if (value === null) continue
    if (observed > usual ? value >= half : value <= half) {
      onset = at
      others = 0
    } else others++
  }
  return new Date(onset)
}

/** The metric over these windows together; null where it has no value: no calls, no latency. */
export function pooled(metric: AnomalyMetric, levels: readonly Level[]): number | null {
  if (levels.length === 0) return null
  const total = (read: (level: Level) => number) => levels.reduce((sum, level) => sum + read(level), 0)
  switch (metric) {
    case 'error_rate':
      return quotient(
        total(({ errors }) => errors),
        total(({ rated }) => rated),
      )
    case 'latency':
      return quotient(
        total(({ latencySumMs }) => latencySumMs),
        total(({ latencyCount }) => latencyCount),
      )
    case 'invocations':
      return total(({ calls }) => calls) / levels.length
    case 'revenue':
      return total(({ revenueMicros }) => revenueMicros) / levels.length
  }
}

function valueOfLevel(metric: AnomalyMetric, level: Level | undefined): number | null {
  if (level) return pooled(metric, [level])
  return metric === 'invocations' || metric === 'revenue' ? 0 : null
}

function quotient(part: number, whole: number): number | null {
  return whole > 0 ? part / whole : null
}
