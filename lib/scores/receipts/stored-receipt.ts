import type { DeveloperInputs } from '../developer/inputs'
import type { Promises } from '../developer/receipt'
import type { Evaluation } from '../evaluate'
import type { Grade, Light, ScoreHistoryPoint } from '../model'
import { roundTenth } from '../scorecard'

/** A stored receipt, as a report reads it. */
export interface StoredReceipt {
  asOf: Date
  score: number | null
  rawScore: number | null
  grade: Grade | null
  light: Light | null
  formulaVersion: string
  inputsHash: string
  calculatedAt: Date
  /** Points by dimension. */
  dimensions: Record<string, number | null>
  /** Points by metric, those that applied. */
  metrics: Record<string, number>
  promises: Promises
  /** Null for a receipt of another formula: its points are kept, its sentences are not. */
  inputs: DeveloperInputs | null
}

/** A receipt with its evaluation, on its day. */
export interface DayOfScore extends StoredReceipt {
  evaluation: Evaluation<DeveloperInputs> | null
}

/** A receipt as a point of a chart. */
export function historyPoint({ asOf, score, rawScore, grade, light, dimensions }: Omit<StoredReceipt, 'inputs'>): ScoreHistoryPoint {
  return { asOf, score, rawScore, grade, light, dimensions }
}

/** Points now minus points then, steps of 0.1; null when either is missing. */
export function difference(now: number | null | undefined, then: number | null | undefined): number | null {
  return now === null || now === undefined || then === null || then === undefined ? null : roundTenth(now - then)
}
