import { type Evaluation, gainOf } from './evaluate'
import type { ReportDimension, ReportMetric } from './model'
import { type DayOfScore, difference } from './receipts/stored-receipt'
import { type Metric, maxPoints } from './scorecard'
import { dimensionArithmetic, thresholdsOf, valueLabel } from './wording'

type Day<I> = DayOfScore<I> | undefined

export interface DimensionFacts<I> {
  weekAgo: DayOfScore<I> | null
  /** One entry a day. */
  history: readonly Day<I>[]
  partNames: ReadonlyMap<string, string>
  /** The value of a metric before anything was left out, where it has one. */
  rawValue?: (metric: Metric<I>, inputs: I) => number | null
}

/** Every dimension with its metrics, each with its change and its four weeks. */
export function reportDimensions<I>(evaluation: Evaluation<I>, facts: DimensionFacts<I>): ReportDimension[] {
  const { weekAgo, history, partNames } = facts
  const { card, dimensions, sheet, state } = evaluation
  // A tool that is gone keeps its place in the receipt, but not its name.
  const nameOf = (id: string) => partNames.get(id) ?? 'an archived tool'
  return card.dimensions.map((dimension, d): ReportDimension => {
    const score = dimensions[d]
    return {
      id: dimension.id,
      title: dimension.title,
      max: dimension.max,
      points: score?.points ?? null,
      // A new developer is not failing: nothing is red while there is nothing to judge.
      light: state === 'new' ? null : (score?.light ?? null),
      arithmetic: dimensionArithmetic(evaluation, d, nameOf),
      worst: score?.worst
        ? { toolId: score.worst.id, toolName: nameOf(score.worst.id), points: score.worst.points, allTools: score.allParts ?? score.worst.points }
        : null,
      leftOut: dimension.metrics.filter((_, m) => (sheet.whole[d]?.[m]?.points ?? null) === null).map((metric) => metric.title),
      metrics: dimension.metrics.map((metric, m) => reportMetric(evaluation, metric, d, m, facts)),
      change: { points: difference(score?.points, weekAgo?.dimensions[dimension.id]), valueBefore: null },
      history: history.map((day) => day?.dimensions[dimension.id] ?? null),
    }
  })
}

function reportMetric<I>(evaluation: Evaluation<I>, metric: Metric<I>, d: number, m: number, { weekAgo, history, rawValue }: DimensionFacts<I>): ReportMetric {
  const reading = evaluation.sheet.whole[d]?.[m] ?? { state: 'not_applicable' as const, reason: null, value: null, volume: null, points: null, cap: null }
  const valueOn = (day: Day<I> | null) => day?.evaluation?.sheet.whole[d]?.[m]?.value ?? null
  return {
    id: metric.id,
    title: metric.title,
    unit: metric.unit,
    source: metric.source,
    state: reading.state,
    reason: reading.reason,
    value: reading.value,
    valueLabel: reading.value === null ? null : valueLabel(reading.value, metric.unit),
    rawValue: rawValue?.(metric, evaluation.inputs) ?? null,
    volume: reading.volume,
    points: reading.points,
    max: maxPoints(metric.scale),
    gain: reading.points === null ? null : gainOf(evaluation, d, m),
    thresholds: thresholdsOf(metric, reading),
    change: { points: difference(reading.points, weekAgo?.metrics[metric.id]), valueBefore: valueOn(weekAgo) },
    history: history.map((day) => day?.metrics[metric.id] ?? null),
    valueHistory: history.map((day) => valueOn(day)),
  }
}
