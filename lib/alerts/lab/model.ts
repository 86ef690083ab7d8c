import type { Sketch } from '@/lib/sketch'
import type { AlertSeverity, Labels } from '../model'

// The rule lab: a draft is judged over stored figures by the very decisions that judge rules every minute,
// so that its author sees what it would have done before it tells anybody. Reads tool_metrics_5m, scores and
// stories; writes nothing.

/** How far back a draft is tried. */
export const LAB_DAYS = 28

/** What is known of one series in one bucket, as far as any aggregation needs it. */
export interface Part {
  /** End of the bucket, Unix milliseconds. */
  at: number
  sum: number
  count: number
  /** Of shares. */
  numerator: number
  denominator: number
  min: number
  max: number
  sketch: Sketch | null
}

/** A series of the draft's fingerprint, in order of time; buckets without anything are left out. */
export interface LabSeries {
  labels: Labels
  name: string
  parts: Part[]
}

/** Values of a series at the ends of its windows. */
export interface LabValues {
  labels: Labels
  name: string
  points: { at: number; value: number | null }[]
}

/** What would have fired. */
export interface LabAlert {
  labels: Labels
  name: string
  severity: AlertSeverity
  firedAt: Date
  /** Null: it would still be open. */
  resolvedAt: Date | null
  worst: number | null
  /** The story of that time about the same tool. */
  story: { id: string; startedAt: Date } | null
}

export type LabResult =
  | { outcome: 'cannot'; reason: string }
  | {
      outcome: 'replayed'
      from: Date
      to: Date
      alerts: LabAlert[]
      /** What the chart draws: the series that fired most, thinned. */
      drawn: LabValues[]
      /** Series that were judged, and those that were left out as there are too many. */
      judged: number
      leftOut: number
    }
