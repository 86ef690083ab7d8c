import type { Evaluation } from '../evaluate'
import type { Grade, Light, ScoreHistoryPoint } from '../model'
import { roundTenth } from '../scorecard'
import type { Promises } from './receipt'

/** A stored receipt, as a report reads it. */
export interface StoredReceipt<I> {
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
  inputs: I | null
}

/** A receipt with its evaluation, on its day. */
export interface DayOfScore<I> extends StoredReceipt<I> {
  evaluation: Evaluation<I> | null
}

/** A receipt as a point of a chart. */
export function historyPoint<I>({ asOf, score, rawScore, grade, light, dimensions }: Omit<StoredReceipt<I>, 'inputs'>): ScoreHistoryPoint {
  return { asOf, score, rawScore, grade, light, dimensions }
}

/** Points now minus points then, steps of 0.1; null when either is missing. */
export function difference(now: number | null | undefined, then: number | null | undefined): number | null {
  return now === null || now === undefined || then === null || then === undefined ? null : roundTenth(now - then)
}
