import type { MinuteRow } from '@/lib/meter'
import { SKETCH_MAX_MS, SKETCH_MIN_MS, type Sketch, sketchKey, sketchValue } from '@/lib/sketch'
import { MINUTE } from '@/lib/time'
import type { Point, PointValue } from './points'

/** How far a stream has come. */
export interface StreamState {
  startedNs: bigint
  atNs: bigint
  /** The newest cumulative point; null: points of this stream are changes or levels. */
  value: PointValue | null
}

export interface Step {
  state: StreamState
  /** What the point adds to its minute; null: it was counted before, or tells only where counting begins. */
  row: MinuteRow | null
}

/**
 * A cumulative stream that is met for the first time is counted from its start when it started at most so long
 * before the point: earlier counts cannot be placed in a minute.
 */
const FRESH_NS = 15n * 60n * 1_000_000_000n
const NS_PER_MS = 1_000_000n

/**
 * What a point adds, given how far its stream has come: nothing when it was seen (its time is not after the last
 * one), the difference for cumulative points, all of it after a restart of the sender (another start, or a value
 * that fell) and for the others.
 */
export function advance(previous: StreamState | null, point: Point): Step {
  if (previous && point.atNs <= previous.atNs) return { state: previous, row: null }
  const state = { startedNs: point.startedNs, atNs: point.atNs, value: point.cumulative ? point.value : null }
  if (!point.cumulative) return { state, row: rowOf(point, point.value, true) }
  if (!previous?.value) {
    const isFresh = point.startedNs > 0n && point.atNs - point.startedNs <= FRESH_NS
    return { state, row: isFresh ? rowOf(point, point.value, true) : null }
  }
  const restarted = point.startedNs > previous.startedNs
  const difference = restarted ? null : subtract(point.value, previous.value)
  return { state, row: difference ? rowOf(point, difference, false) : rowOf(point, point.value, true) }
}

/** now less before; null when it is not a continuation of it (it fell, or its buckets are others). */
function subtract(now: PointValue, before: PointValue): PointValue | null {
  if (now.form === 'number') return before.form === 'number' && now.value >= before.value ? { form: 'number', value: now.value - before.value } : null
  if (now.form === 'explicit') {
    if (before.form !== 'explicit' || now.bounds.length !== before.bounds.length || now.bounds.some((bound, i) => bound !== before.bounds[i])) return null
    const counts = now.counts.map((count, i) => count - (before.counts[i] ?? 0))
    return counts.some((count) => count < 0) ? null : { ...now, count: now.count - before.count, sum: now.sum - before.sum, min: null, max: null, counts }
  }
  if (before.form !== 'exponential') return null
  // A sender that meets a wider range halves its resolution: the finer one is read at the coarser's.
  const scale = Math.min(now.scale, before.scale)
  const ours = coarser(now, scale)
  const theirs = coarser(before, scale)
  const offset = Math.min(ours.offset, theirs.offset)
  const end = Math.max(ours.offset + ours.counts.length, theirs.offset + theirs.counts.length)
  const counts = Array.from(
    { length: Math.max(0, end - offset) },
    (_, i) => (ours.counts[offset + i - ours.offset] ?? 0) - (theirs.counts[offset + i - theirs.offset] ?? 0),
  )
  const low = now.low - before.low
  if (low < 0 || counts.some((count) => count < 0)) return null
  return { ...now, count: now.count - before.count, sum: now.sum - before.sum, min: null, max: null, scale, low, offset, counts }
}

function coarser({ offset, counts, scale }: { offset: number; counts: number[]; scale: number }, target: number): { offset: number; counts: number[] } {
  const factor = 2 ** (scale - target)
  if (factor === 1) return { offset, counts }
  const first = Math.floor(offset / factor)
  const merged: number[] = []
  counts.forEach((count, i) => {
    const at = Math.floor((offset + i) / factor) - first
    merged[at] = (merged[at] ?? 0) + count
  })
  return { offset: first, counts: Array.from(merged, (count) => count ?? 0) }
}

/** @param isWhole the value stands for itself, so that its least and greatest are known */
function rowOf({ metric, kind, dimensions, atNs, scale }: Point, value: PointValue, isWhole: boolean): MinuteRow | null {
  const atMs = Math.floor(Number(atNs / NS_PER_MS) / MINUTE) * MINUTE
  const base = { metric, kind, dimensions, atMs }
  if (value.form === 'number') {
    const each = value.value * scale
    return { ...base, count: 1, sum: each, min: each, max: each, last: each, sketch: null }
  }
  const sketch = value.form === 'explicit' ? explicitSketch(value, scale) : exponentialSketch(value, scale)
  const count = sketch.counts.reduce((sum, n) => sum + n, 0)
  if (count === 0) return null
  const least = isWhole && value.min !== null ? value.min * scale : sketchValue(sketch.keys[0] ?? 0)
  const most = isWhole && value.max !== null ? value.max * scale : sketchValue(sketch.keys.at(-1) ?? 0)
  return { ...base, count, sum: value.sum * scale, min: least, max: most, last: most, sketch }
}

/** Pieces that a bucket of a histogram with bounds is spread over: its values may lie anywhere in it. */
const PIECES = 16

/** Values are taken to be spread evenly within their bucket, and within the least and the greatest value where those are told. */
function explicitSketch({ bounds, counts, min, max }: Extract<PointValue, { form: 'explicit' }>, scale: number): Sketch {
  const buckets = new Map<number, number>()
  counts.forEach((count, i) => {
    if (count <= 0) return
    const below = bounds[i - 1] ?? min ?? Math.min(0, bounds[0] ?? 0)
    const above = bounds[i] ?? max ?? bounds.at(-1) ?? below
    const from = min === null ? below : Math.max(below, min)
    const to = max === null ? above : Math.max(from, Math.min(above, max))
    const pieces = Math.min(count, PIECES)
    for (let piece = 0; piece < pieces; piece++) {
      const n = Math.floor(((piece + 1) * count) / pieces) - Math.floor((piece * count) / pieces)
      put(buckets, (from + ((to - from) * (piece + 0.5)) / pieces) * scale, n)
    }
  })
  return sketchOfBuckets(buckets)
}

/** Bucket i holds (base^i, base^(i+1)] with base = 2^(2^-scale); its middle stands for it. */
function exponentialSketch({ scale: resolution, low, offset, counts }: Extract<PointValue, { form: 'exponential' }>, scale: number): Sketch {
  const buckets = new Map<number, number>()
  if (low > 0) put(buckets, 0, low)
  const step = 2 ** -resolution
  counts.forEach((count, i) => {
    if (count > 0) put(buckets, 2 ** ((offset + i + 0.5) * step) * scale, count)
  })
  return sketchOfBuckets(buckets)
}

function put(buckets: Map<number, number>, value: number, n: number): void {
  const key = sketchKey(Math.min(Math.max(value, SKETCH_MIN_MS), SKETCH_MAX_MS))
  buckets.set(key, (buckets.get(key) ?? 0) + n)
}

function sketchOfBuckets(buckets: Map<number, number>): Sketch {
  const ascending = [...buckets].sort(([a], [b]) => a - b)
  return { keys: ascending.map(([key]) => key), counts: ascending.map(([, n]) => n) }
}
