import { atBest, type Composition, compose } from './compose'
import { type Priority, priorities } from './model'
import { type Metric, maxPoints, type Reading, readSheet, roundTenth, type Scorecard, type Sheet } from './scorecard'

/** A scorecard applied to inputs: what every explanation starts from. */
export interface Evaluation<I> extends Composition {
  card: Scorecard<I>
  inputs: I
  sheet: Sheet
}

/** Something that would raise the score. */
export interface Action {
  /** The id of the metric. */
  id: string
  dimension: number
  metric: number
  priority: Priority
  /** What a calculation with the metric at its best adds to the total, steps of 0.1; null while new. */
  gain: number | null
}

/** Reads and scores. Pure: the same inputs always give the same answer. */
export function evaluate<I>(card: Scorecard<I>, inputs: I): Evaluation<I> {
  const sheet = readSheet(card, inputs)
  return { card, inputs, sheet, ...compose(card, sheet) }
}

/**
 * One action for every applicable metric below its maximum, by priority, then gain. The gain is
 * computed by scoring again with that metric at its best, all else equal.
 */
export function listActions<I>(evaluation: Evaluation<I>): Action[] {
  const actions = openMetrics(evaluation).map(({ d, m, metric, reading }): Action => {
    const { id, fix } = metric
    const critical = fix.criticalFrom !== undefined && (reading.points ?? 0) <= fix.criticalFrom
    return { id, dimension: d, metric: m, priority: critical ? 'critical' : fix.priority, gain: gainOf(evaluation, d, m) }
  })
  // Sorting is stable: equals stay in the scorecard's order.
  return actions.sort((a, b) => priorities.indexOf(a.priority) - priorities.indexOf(b.priority) || (b.gain ?? 0) - (a.gain ?? 0))
}

/** What the total gains when one metric is at its best; 0 when it is, or when a cap holds the total; null while new. */
export function gainOf<I>(evaluation: Evaluation<I>, d: number, m: number): number | null {
  if (evaluation.total === null) return null
  return roundTenth((compose(evaluation.card, atBest(evaluation.card, evaluation.sheet, d, m), evaluation).total ?? evaluation.total) - evaluation.total)
}

/** What all the given metrics at their best add together; not the sum of their gains where they share a cap or a rounding. */
export function jointGain<I>(evaluation: Evaluation<I>, metrics: readonly { dimension: number; metric: number }[]): number {
  const sheet = metrics.reduce((current, { dimension, metric }) => atBest(evaluation.card, current, dimension, metric), evaluation.sheet)
  return roundTenth((compose(evaluation.card, sheet, evaluation).worth ?? 0) - (evaluation.worth ?? 0))
}

/** Applicable metrics that are not at their maximum, in the scorecard's order. */
export function openMetrics<I>({ card, sheet }: Evaluation<I>): { d: number; m: number; metric: Metric<I>; reading: Reading }[] {
  return card.dimensions.flatMap((dimension, d) =>
    dimension.metrics.flatMap((metric, m) => {
      const reading = sheet.whole[d]?.[m]
      return reading && reading.points !== null && reading.points < maxPoints(metric.scale) ? [{ d, m, metric, reading }] : []
    }),
  )
}
