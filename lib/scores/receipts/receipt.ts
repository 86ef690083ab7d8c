import { z } from 'zod'
import { type Evaluation, gainOf, openMetrics } from '../evaluate'
import { explainChange } from '../explain'
import type { Grade, Light } from '../model'
import { hashInputs } from './hash'

/** Points as computed and what was promised: small, because titles, thresholds and sentences follow from the formula's version. */
export const breakdownSchema = z.object({
  uncapped: z.number().nullable(),
  dimensions: z.record(z.string(), z.number().nullable()),
  /** Only those that apply. */
  metrics: z.record(z.string(), z.number()),
  /** By action: the day of the receipt in which it first appeared, and its gain in it. */
  promises: z.record(z.string(), z.tuple([z.iso.date(), z.number()])),
})
export type Breakdown = z.infer<typeof breakdownSchema>
export type Promises = Breakdown['promises']

export interface Receipt {
  state: 'new' | 'scored'
  score: number | null
  /** With raw instead of fair rates; the score where the scorecard knows no difference. */
  rawScore: number | null
  grade: Grade | null
  light: Light | null
  cappedAt: number | null
  formulaVersion: string
  /** As the scorecard packs them; what the hash is of. */
  inputs: object
  inputsHash: string
  breakdown: Breakdown
}

/** An action that was open until the receipt before and whose metric is now at its best. */
export interface Closing {
  actionId: string
  since: string
  promisedPoints: number
}

/** What a scorecard's inputs become in a receipt. */
export interface Packed {
  inputs: object
  rawScore: number | null
}

/**
 * One subject's receipt. `day` is asOf as YYYY-MM-DD, `promises` those of the receipt before.
 * A promise stays as first made while its action is open; it lapses when the metric no longer
 * applies, and closes when the metric reaches its best.
 */
export function makeReceipt<I>(
  evaluation: Evaluation<I>,
  { inputs, rawScore }: Packed,
  day: string,
  promises: Promises,
): { receipt: Receipt; closings: Closing[] } {
  const { card, sheet } = evaluation
  const open: Promises = {}
  for (const { d, m, metric } of openMetrics(evaluation)) {
    const kept = promises[metric.id]
    const points = kept ? kept[1] : gainOf(evaluation, d, m)
    if (points !== null) open[metric.id] = kept ?? [day, points]
  }
  const metrics: Breakdown['metrics'] = {}
  const closings: Closing[] = []
  for (const [d, dimension] of card.dimensions.entries()) {
    for (const [m, metric] of dimension.metrics.entries()) {
      const points = sheet.whole[d]?.[m]?.points ?? null
      if (points === null) continue
      metrics[metric.id] = points
      const kept = promises[metric.id]
      if (kept && !open[metric.id]) closings.push({ actionId: metric.id, since: kept[0], promisedPoints: kept[1] })
    }
  }
  const receipt: Receipt = {
    state: evaluation.state,
    score: evaluation.total,
    rawScore,
    grade: evaluation.grade,
    light: evaluation.light,
    cappedAt: evaluation.cappedAt,
    formulaVersion: card.version,
    inputs,
    inputsHash: hashInputs(inputs),
    breakdown: {
      uncapped: evaluation.uncapped,
      dimensions: Object.fromEntries(evaluation.dimensions.map((dimension) => [dimension.id, dimension.points])),
      metrics,
      promises: open,
    },
  }
  return { receipt, closings }
}

/** What the metric of a closed action contributed to the change of the total since the receipt that promised it. */
export function pointsWon<I>(opened: Evaluation<I>, closed: Evaluation<I>, actionId: string): number {
  return explainChange(opened, closed).find((part) => part.id === actionId)?.points ?? 0
}
