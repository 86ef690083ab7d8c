import type { MetricState, Priority, Unit } from './model'
import { LOW_VOLUME_CALLS, MINIMUM_CALLS } from './model'

// A scorecard is data. This file says what it is made of and reads its values off the inputs;
// compose.ts turns readings into a total; actions.ts, explain.ts and wording.ts speak about it.

/** One step of a scale. Bands stand best first; the first that holds gives the points. */
export interface Band {
  when: '<' | '<=' | '>' | '>='
  limit: number
  points: number
}

/** How a value becomes points: by steps, or pro rata between the points of 0 and of 1. */
export type Scale = { kind: 'bands'; bands: readonly [Band, ...Band[]]; otherwise: number } | { kind: 'share'; at0: number; at1: number }

/** What a metric finds in the inputs. Volume is what the value stands on (calls, probes, reviews). */
export type Finding = { value: number; volume?: number } | { missing: string }

export interface Fix {
  priority: Priority
  /** At these points or fewer the action is critical: visibility or payouts are at stake. */
  criticalFrom?: number
  /** What to do, as a heading. */
  title: string
  /** Page that fixes it, with the control's own anchor. */
  href: string
  /** Where on the page of the part that should be looked at first (focus) the control or the evidence stands. */
  partAnchor?: string
  steps: readonly string[]
}

export interface Metric<I> {
  id: string
  title: string
  unit: Unit
  /** Where the figure comes from, in words. */
  source: string
  /** `setting`: somebody's choice, always known; `measured`: observed, needs data. */
  kind: 'setting' | 'measured'
  scale: Scale
  read: (inputs: I) => Finding
  /** What the volume counts and when, for rates that need enough of it: under 30 they do not apply, under 100 they are marked. */
  rateOver?: string
  /** Holds the whole total down while the value is that bad; on at least `volume`. Hardest first. */
  caps?: readonly { above: number; volume: number; total: number }[]
  fix: Fix
  /** The part that should be looked at first; its own page is then the page that fixes it. */
  focus?: (inputs: I) => string | null
  /** The state of things as a sentence with figures, for its action item. */
  detail: (inputs: I, value: number) => string
  /** What lowers the score, as the subject of "… cost 9.1 points". */
  blame: (inputs: I, value: number) => string
}

export interface Dimension<I> {
  id: string
  title: string
  max: number
  /** average: each metric weighs the same; sum: each weighs its maximum. */
  combine: 'average' | 'sum'
  /** On top of the rest: adds points, its lack costs none. */
  bonus?: true
  metrics: readonly Metric<I>[]
  /**
   * Parts judged on their own by the same metrics, so that a bad one cannot hide among good ones:
   * the worst counts `share` of the dimension. No parts: the rule does not apply.
   */
  worst?: { share: number; parts: (inputs: I) => readonly { id: string; inputs: I }[] }
}

export interface Scorecard<I> {
  id: string
  /** Changes with every change of a weight, a band or a rule; stored with each receipt. */
  version: string
  dimensions: readonly Dimension<I>[]
  /** With so many dimensions without data the subject is new, and has no total. */
  newFrom: number
}

/** One metric's reading: what was found, whether it counts, and its points (steps of 0.1; null when not applicable). */
export interface Reading {
  state: MetricState
  reason: string | null
  value: number | null
  volume: number | null
  points: number | null
  /** The total may not exceed this. */
  cap: number | null
}

/** All readings of a scorecard: one row a dimension, one reading a metric, in the scorecard's order. */
export interface Sheet {
  whole: readonly (readonly Reading[])[]
  /** By dimension: its parts, where the worst-part rule applies. */
  parts: readonly (readonly Part[])[]
}

export interface Part {
  id: string
  readings: readonly Reading[]
}

/** The points of a metric at its best. */
export function maxPoints(scale: Scale): number {
  return scale.kind === 'share' ? scale.at1 : scale.bands[0].points
}

/** The points of a value, in steps of 0.1. Shares outside 0..1 count as the nearer end. */
export function pointsOf(scale: Scale, value: number): number {
  if (scale.kind === 'share') return roundTenth(scale.at0 + (scale.at1 - scale.at0) * Math.min(1, Math.max(0, value)))
  return scale.bands.find((band) => holds(band, value))?.points ?? scale.otherwise
}

/** Reads every metric of a scorecard. */
export function readSheet<I>(card: Scorecard<I>, inputs: I): Sheet {
  return {
    whole: card.dimensions.map((dimension) => dimension.metrics.map((metric) => readMetric(metric, inputs))),
    parts: card.dimensions.map((dimension) =>
      dimension.worst
        ? dimension.worst.parts(inputs).map((part) => ({ id: part.id, readings: dimension.metrics.map((metric) => readMetric(metric, part.inputs)) }))
        : [],
    ),
  }
}

/** Half up, to one decimal; the margin keeps 0.05 that a float holds as 0.04999… from falling. */
export function roundTenth(value: number): number {
  return Math.floor(value * 10 + 0.5 + 1e-9) / 10
}

function readMetric<I>(metric: Metric<I>, inputs: I): Reading {
  const finding = metric.read(inputs)
  if ('missing' in finding) return { state: 'not_applicable', reason: finding.missing, value: null, volume: null, points: null, cap: null }
  const { value, volume } = finding
  if (metric.rateOver !== undefined && volume !== undefined && volume < MINIMUM_CALLS) {
    const reason = `Only ${volume} ${metric.rateOver}; at least ${MINIMUM_CALLS} are needed.`
    return { state: 'not_applicable', reason, value: null, volume, points: null, cap: null }
  }
  const low = metric.rateOver !== undefined && volume !== undefined && volume < LOW_VOLUME_CALLS
  return {
    state: low ? 'low_volume' : 'applicable',
    reason: low ? `Low volume: ${volume} ${metric.rateOver}, so single ones weigh much.` : null,
    value,
    volume: volume ?? null,
    points: pointsOf(metric.scale, value),
    cap: metric.caps?.find((cap) => value > cap.above && (volume ?? 0) >= cap.volume)?.total ?? null,
  }
}

function holds(band: Band, value: number): boolean {
  switch (band.when) {
    case '<':
      return value < band.limit
    case '<=':
      return value <= band.limit
    case '>':
      return value > band.limit
    case '>=':
      return value >= band.limit
  }
}
