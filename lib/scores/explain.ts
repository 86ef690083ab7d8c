import { compose } from './compose'
import type { Evaluation } from './evaluate'
import { maxPoints, type Part, type Reading, roundTenth, type Scorecard, type Sheet } from './scorecard'

/** What one metric contributed to a change of the total, steps of 0.1. */
export interface Contribution {
  id: string
  dimension: number
  metric: number
  points: number
}

/**
 * Why did the total change? Walks from one evaluation to the other, one metric at a time in the
 * scorecard's order, and scores after each step; what a step moves is that metric's contribution.
 * The contributions add up to the whole change exactly. Where metrics interact (a cap, a metric
 * that began to apply, the choice of the worst part) the earlier one of the scorecard gets the
 * shared effect. Metrics that moved nothing are left out. Both must be of the same scorecard version.
 */
export function explainChange<I>(before: Evaluation<I>, after: Evaluation<I>): Contribution[] {
  const { card } = after
  const target = withPartsOf(card, after.sheet, before.sheet)
  let sheet = withPartsOf(card, before.sheet, after.sheet)
  let worth = before.worth
  const contributions: Contribution[] = []
  for (const [d, dimension] of card.dimensions.entries()) {
    for (const [m, metric] of dimension.metrics.entries()) {
      sheet = replaceMetric(sheet, target, d, m)
      // Half way nothing at all may apply; then nothing is said to have moved until it does.
      const next = compose(card, sheet).worth ?? worth
      const points = roundTenth((next ?? 0) - (worth ?? 0))
      if (points !== 0) contributions.push({ id: metric.id, dimension: d, metric: m, points })
      worth = next
    }
  }
  return contributions
}

/**
 * The sheet with the parts that only the other one has, at their best: a part that is not there and
 * one without fault are worth the same, and so the walk has the same parts all the way.
 */
function withPartsOf<I>(card: Scorecard<I>, sheet: Sheet, other: Sheet): Sheet {
  return {
    whole: sheet.whole,
    parts: card.dimensions.map((dimension, d) => {
      const own = sheet.parts[d] ?? []
      const absent = (other.parts[d] ?? []).filter((part) => !own.some(({ id }) => id === part.id))
      const faultless = absent.map((part): Part => {
        const readings = part.readings.map((reading, m) => {
          const metric = dimension.metrics[m]
          return metric && reading.points !== null ? { ...reading, points: maxPoints(metric.scale) } : reading
        })
        return { id: part.id, readings }
      })
      return [...own, ...faultless].sort((a, b) => (a.id < b.id ? -1 : 1))
    }),
  }
}

/** The sheet with one metric, over all and in every part, as another sheet of the same parts has it. */
function replaceMetric(sheet: Sheet, other: Sheet, d: number, m: number): Sheet {
  const take = (readings: readonly Reading[], from: readonly Reading[] | undefined) =>
    readings.map((reading, i) => (i === m ? (from?.[i] ?? reading) : reading))
  return {
    whole: sheet.whole.map((readings, i) => (i === d ? take(readings, other.whole[i]) : readings)),
    parts: sheet.parts.map((parts, i) =>
      i === d ? parts.map((part, p) => ({ id: part.id, readings: take(part.readings, other.parts[i]?.[p]?.readings) })) : parts,
    ),
  }
}
