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
export interface Action<I> extends OpenMetric<I> {
  /** The id of the metric. */
  id: string
  priority: Priority
  /** What a calculation with the metric at its best, over all and in every part, adds to the total; steps of 0.1; null while new. */
  gain: number | null
}

/** Reads and scores. Pure: the same inputs always give the same answer. */
export function evaluate<I>(card: Scorecard<I>, inputs: I): Evaluation<I> {
  const sheet = readSheet(card, inputs)
  return { card, inputs, sheet, ...compose(card, sheet) }
}

/**
 * One action for every open metric, by priority, then gain. The gain is computed by scoring again
 * with that metric at its best, all else equal.
 */
export function listActions<I>(evaluation: Evaluation<I>): Action<I>[] {
  const actions = openMetrics(evaluation).map((open): Action<I> => {
    const { id, fix } = open.metric
    const critical = fix.criticalFrom !== undefined && (open.reading.points ?? 0) <= fix.criticalFrom
    return { ...open, id, priority: critical ? 'critical' : fix.priority, gain: gainOf(evaluation, open.d, open.m) }
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
export function jointGain<I>(evaluation: Evaluation<I>, metrics: readonly { d: number; m: number }[]): number {
  const sheet = metrics.reduce((current, { d, m }) => atBest(evaluation.card, current, d, m), evaluation.sheet)
  return roundTenth((compose(evaluation.card, sheet, evaluation).worth ?? 0) - (evaluation.worth ?? 0))
}

export interface OpenMetric<I> {
  d: number
  m: number
  metric: Metric<I>
  /** Whose facts tell what is wrong: all of them, or those of the worst part, where the metric is at its best over all. */
  inputs: I
  reading: Reading
  /** The worst part in that case; else null. */
  part: string | null
}

/**
 * What could be better, in the scorecard's order: applicable metrics below their maximum, over all
 * or in the worst part where that lowers the dimension.
 */
export function openMetrics<I>({ card, sheet, inputs, dimensions }: Evaluation<I>): OpenMetric<I>[] {
  return card.dimensions.flatMap((dimension, d) => {
    const worst = dimensions[d]?.worst?.id ?? null
    return dimension.metrics.flatMap((metric, m): OpenMetric<I>[] => {
      const max = maxPoints(metric.scale)
      const reading = sheet.whole[d]?.[m]
      if (!reading || reading.points === null) return []
      if (reading.points < max) return [{ d, m, metric, inputs, reading, part: null }]
      const inWorst = worst === null ? undefined : sheet.parts[d]?.find((part) => part.id === worst)?.readings[m]
      if (worst === null || !inWorst || inWorst.points === null || inWorst.points >= max) return []
      const own = dimension.worst?.parts(inputs).find((part) => part.id === worst)?.inputs ?? inputs
      return [{ d, m, metric, inputs: own, reading: inWorst, part: worst }]
    })
  })
}
