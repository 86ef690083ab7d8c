import type { Dimensions } from '@/lib/dimensions'
import type { MetricKind } from '@/lib/meter'

// Series: metrics that are told apart by dimensions, minute by minute. What each process counts of itself
// (lib/meter), what the platform's own jobs sample, custom metrics of ingest events and OTLP all end in
// metric_minutes; the rollup adds the minutes up to metric_hours. Reads metric_samples, writes
// metric_series, metric_minutes, metric_hours, metric_marks, metric_streams and its row of metric_progress.

/** Seconds between two writings of what a process has counted. */
export const FLUSH_SECONDS = 10

/** A series without values for so many days no longer takes a place under the cap of label sets. */
export const IDLE_DAYS = 30

/** A metric with one set of dimensions. */
export interface LabelSet {
  metric: string
  kind: MetricKind
  dimensions: Dimensions
}
