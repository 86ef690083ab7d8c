import { compose } from './compose'
import type { Evaluation } from './evaluate'
import { type Part, type Reading, roundTenth, type Scorecard, type Sheet } from './scorecard'

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
  let sheet = before.sheet
  let worth = before.worth
  const contributions: Contribution[] = []
  for (const [d, dimension] of card.dimensions.entries()) {
    for (const [m, metric] of dimension.metrics.entries()) {
      sheet = replaceMetric(card, sheet, after.sheet, d, m)
      // Half way nothing at all may apply; then nothing is said to have moved until it does.
      const next = compose(card, sheet).worth ?? worth
      const points = roundTenth((next ?? 0) - (worth ?? 0))
      if (points !== 0) contributions.push({ id: metric.id, dimension: d, metric: m, points })
      worth = next
    }
  }
  return contributions
}

/** The sheet with one metric, for the whole and for every part, as another sheet has it. */
function replaceMetric<I>(card: Scorecard<I>, sheet: Sheet, other: Sheet, d: number, m: number): Sheet {
  const width = card.dimensions[d]?.metrics.length ?? 0
  const take = (readings: readonly Reading[] | undefined, from: readonly Reading[] | undefined) =>
    Array.from({ length: width }, (_, i) => (i === m ? from?.[i] : readings?.[i]) ?? ABSENT)
  return {
    whole: sheet.whole.map((readings, i) => (i === d ? take(readings, other.whole[d]) : readings)),
    parts: sheet.parts.map((parts, i) => (i === d ? mergeParts(parts, other.parts[d] ?? [], take) : parts)),
  }
}

function mergeParts(
  parts: readonly Part[],
  others: readonly Part[],
  take: (readings: readonly Reading[] | undefined, from: readonly Reading[] | undefined) => readonly Reading[],
): Part[] {
  const ids = [...new Set([...parts, ...others].map((part) => part.id))]
  return ids.map((id) => ({ id, readings: take(parts.find((part) => part.id === id)?.readings, others.find((part) => part.id === id)?.readings) }))
}

/** A part that is not there: none of its metrics applies, so it is never the worst. */
const ABSENT: Reading = { state: 'not_applicable', reason: null, value: null, volume: null, points: null, cap: null }
