import type { AnomalyMetric } from '../model'
import type { Cell } from './model'

// The arithmetic of taking a part of the calls away.

/** Fewer failures, or fewer calls more or less, say nothing about whose they are. */
export const MIN_ERRORS = 5
export const MIN_CALLS = 20
/** What is left without a caller must be so many calls for their level to be known, */
export const MIN_REST = 20
/** or so many, where it would be a wonder that they fare as they do if they failed like all calls together. */
const FEW_REST = 5
const WONDER = 0.001

export interface Totals {
  calls: number
  rated: number
  errors: number
  latencyCount: number
  latencySumMs: number
  costMicros: number
}

/** What is there now and what is usual. */
export interface Part {
  now: Totals
  before: Totals
}

export const nothing = (): Totals => ({ calls: 0, rated: 0, errors: 0, latencyCount: 0, latencySumMs: 0, costMicros: 0 })

export function add(to: Totals, cell: Totals, sign: 1 | -1 = 1): Totals {
  to.calls += sign * cell.calls
  to.rated += sign * cell.rated
  to.errors += sign * cell.errors
  to.latencyCount += sign * cell.latencyCount
  to.latencySumMs += sign * cell.latencySumMs
  to.costMicros += sign * cell.costMicros
  return to
}

export function sum(cells: readonly Cell[]): Totals {
  return cells.reduce<Totals>((total, cell) => add(total, cell), nothing())
}

function without(total: Totals, part: Totals): Totals {
  return add({ ...total }, part, -1)
}

/** The metric's level in these calls: a ratio, ms, calls, micros; null where it has none. */
export function level(metric: AnomalyMetric, { calls, rated, errors, latencyCount, latencySumMs, costMicros }: Totals): number | null {
  switch (metric) {
    case 'error_rate':
      return rated > 0 ? errors / rated : null
    case 'latency':
      return latencyCount > 0 ? latencySumMs / latencyCount : null
    case 'invocations':
      return calls
    case 'revenue':
      return costMicros
  }
}

/** How far from usual: for rates and latency the difference, for amounts the change as a ratio. Null where there is nothing to compare. */
export function excessOf(metric: AnomalyMetric, now: Totals, before: Totals): number | null {
  const [is, was] = [level(metric, now), level(metric, before)]
  if (metric === 'error_rate') return is === null ? null : is - (was ?? 0)
  if (is === null || was === null) return null
  if (metric === 'latency') return is - was
  return was > 0 ? is / was - 1 : null
}

export function enough(metric: AnomalyMetric, now: Totals, before: Totals): boolean {
  if (metric === 'error_rate') return now.errors >= MIN_ERRORS
  if (metric === 'latency') return now.latencyCount >= MIN_CALLS && before.latencyCount >= MIN_CALLS
  return Math.abs(now.calls - before.calls) >= MIN_CALLS || (metric === 'revenue' && Math.max(now.calls, before.calls) >= MIN_CALLS)
}

export function explainsAsCaller(metric: AnomalyMetric, total: Part, one: Part, excess: number): number {
  const now = without(total.now, one.now)
  const before = without(total.before, one.before)
  if (metric === 'error_rate' || metric === 'latency') {
    const calls = metric === 'error_rate' ? now.rated : Math.min(now.latencyCount, before.latencyCount)
    const known = calls >= MIN_REST - 1e-9 || (metric === 'error_rate' && apart(now, level(metric, total.now) ?? 0))
    const rest = excessOf(metric, now, before)
    return known && rest !== null ? 1 - rest / excess : 0
  }
  if (before.calls >= MIN_REST - 1e-9) {
    const rest = excessOf(metric, now, before)
    return rest === null ? 0 : 1 - rest / excess
  }
  // Hardly anybody else calls. More of its calls are its own doing; that they stop may be the tool's.
  if (excess < 0) return 0
  const [gained, all] = [(level(metric, one.now) ?? 0) - (level(metric, one.before) ?? 0), (level(metric, total.now) ?? 0) - (level(metric, total.before) ?? 0)]
  return all > 0 ? gained / all : 0
}

/** Do these few calls fail so much less often than the rate that it is no chance? Binomial, the tail below. */
function apart({ rated, errors }: Totals, rate: number): boolean {
  const calls = Math.floor(rated + 1e-9)
  if (calls < FEW_REST || rate >= 1) return false
  let term = (1 - rate) ** calls
  let chance = term
  for (let failed = 1; failed <= errors; failed++) {
    term *= ((calls - failed + 1) / failed) * (rate / (1 - rate))
    chance += term
  }
  return chance < WONDER
}

/** Without the failures that bear the mark; the calls stay. */
export function explainsAsMark(total: Part, one: Part, excess: number): number {
  const now = { ...total.now, errors: total.now.errors - one.now.errors }
  const before = { ...total.before, errors: total.before.errors - one.before.errors }
  const rest = excessOf('error_rate', now, before)
  return rest === null ? 0 : 1 - rest / excess
}

/** Of the failures, the waiting time, the calls or the revenue. */
export function share(metric: AnomalyMetric, part: Totals, whole: Totals): number {
  const amount = ({ errors, latencySumMs, calls, costMicros }: Totals) =>
    metric === 'error_rate' ? errors : metric === 'latency' ? latencySumMs : metric === 'invocations' ? calls : costMicros
  return amount(whole) > 0 ? Math.min(1, Math.max(0, amount(part) / amount(whole))) : 0
}
