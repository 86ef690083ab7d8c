import { type Dimensions, dimensionsKey, foldedDimensions } from '@/lib/dimensions'
import type { MetricKind, MinuteRow } from '@/lib/meter'
import { mergeSketches } from '@/lib/sketch'

// Series: metrics that are told apart by dimensions, minute by minute. What each process counts of itself
// (lib/meter), what the platform's own jobs sample, custom metrics of ingest events and OTLP all end in
// metric_minutes; the rollup adds the minutes up to metric_hours. Reads metric_samples, writes
// metric_series, metric_minutes, metric_hours, metric_marks, metric_streams and its row of metric_progress.

/** Seconds between two writings of what a process has counted. */
export const FLUSH_SECONDS = 10

/** A series without values for so many days no longer takes a place under the cap of label sets. */
export const IDLE_DAYS = 30

/** Whose rows are not a process's own: each of these has one row of a minute, whoever writes it. */
export const writers = {
  /** What the job samples. */
  samples: '00000000-0000-4000-8000-000000000001',
  /** Custom metrics, counted from their samples. */
  custom: '00000000-0000-4000-8000-000000000002',
  /** OTLP, added point by point. */
  otlp: '00000000-0000-4000-8000-000000000003',
  /** The simulated marketplace's, in series of its own. */
  simulated: '00000000-0000-4000-8000-000000000004',
} as const

/** A metric with one set of dimensions. */
export interface LabelSet {
  metric: string
  kind: MetricKind
  dimensions: Dimensions
}

/** Key of a label set within an organization. */
export function labelSetKey({ metric, dimensions }: Pick<LabelSet, 'metric' | 'dimensions'>): string {
  return `${metric}\n${dimensionsKey(dimensions)}`
}

/** A gauge's value in a minute. */
export function gaugeMinute(metric: string, dimensions: Dimensions, value: number, atMs: number): MinuteRow {
  return { metric, kind: 'gauge', dimensions, atMs, count: 1, sum: value, min: value, max: value, last: value, sketch: null }
}

/**
 * One row of each label set and minute: rows of label sets that found no place go into `other`, and what then is
 * about the same minute is added up. The later row's last value stays.
 */
export function foldMinutes(rows: MinuteRow[], overflowing: LabelSet[] = []): MinuteRow[] {
  const without = new Set(overflowing.map(labelSetKey))
  const folded = new Map<string, MinuteRow>()
  for (const row of rows) {
    const placed = without.has(labelSetKey(row)) ? { ...row, dimensions: foldedDimensions(row.dimensions) } : row
    const key = `${labelSetKey(placed)}${placed.atMs}`
    const before = folded.get(key)
    folded.set(key, before ? addRows(before, placed) : placed)
  }
  return [...folded.values()]
}

function addRows(before: MinuteRow, row: MinuteRow): MinuteRow {
  return {
    ...before,
    count: before.count + row.count,
    sum: before.sum + row.sum,
    min: Math.min(before.min, row.min),
    max: Math.max(before.max, row.max),
    last: row.last,
    sketch: before.sketch && row.sketch ? mergeSketches([before.sketch, row.sketch]) : (before.sketch ?? row.sketch),
  }
}
