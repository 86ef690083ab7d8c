import { randomUUID } from 'node:crypto'
import { DEFAULT_MAX_LABEL_SETS, type Dimensions, dimensionsKey, foldedDimensions, storableDimensions } from './dimensions'
import { type Sketch, sketchKey } from './sketch'
import { MINUTE } from './time'

// What a process counts of itself while it works: counters, gauges and histograms, told apart by
// dimensions, per minute. Recording is a few additions in memory, so that it can stand in any path; the
// metrics domain writes the minutes to the database every few seconds (lib/metrics/series), and
// /api/metrics shows what has been counted since the start.

export type MetricKind = 'counter' | 'gauge' | 'histogram'

/** What one label set holds of one minute. A counter's sum is its increase; a gauge's newest value is `last`. */
export interface MinuteRow {
  metric: string
  kind: MetricKind
  dimensions: Dimensions
  /** Start of the minute, in milliseconds since 1970. */
  atMs: number
  count: number
  sum: number
  min: number
  max: number
  last: number
  /** Of a histogram; null otherwise. */
  sketch: Sketch | null
}

/** A label set since the start of the process. */
export interface TotalRow {
  metric: string
  kind: MetricKind
  dimensions: Dimensions
  count: number
  sum: number
  last: number
  sketch: Sketch | null
}

/** Minutes taken for writing; give them back to confirm() once they are committed. */
export interface Taken {
  rows: MinuteRow[]
  /** For confirm(): which minutes these were, and how far each had come. */
  receipt: { minute: Minute; version: number }[]
}

interface Minute {
  minute: number
  count: number
  sum: number
  min: number
  max: number
  last: number
  buckets: Map<number, number> | null
  /** Grows with every record; `written` is how far the database knows it. */
  version: number
  written: number
}

interface LabelSet {
  metric: string
  kind: MetricKind
  dimensions: Dimensions
  /** Everything before `current`. */
  before: { count: number; sum: number; last: number; buckets: Map<number, number> | null }
  current: Minute
  /** Set when the database had no room for it: records go there from then on. */
  redirect: LabelSet | null
}

interface Metric {
  kind: MetricKind
  /** By canonical dimensions. */
  sets: Map<string, LabelSet>
  /** By dimensions in the order in which a caller wrote them. */
  seen: Map<string, LabelSet>
}

/** Closed minutes that wait for a database that is away; beyond them the oldest are given up and counted. */
const MAX_WAITING = 20_000
/** Records that went into `other` because the metric had too many label sets; type = the metric. */
export const OVERFLOW_METRIC = 'metric_overflow_total'
/** Minutes of label sets that were given up because the database was away for too long. */
export const DROPPED_METRIC = 'metric_minutes_dropped_total'

/**
 * A meter of its own. Values that are not finite are ignored: a broken measurement must not spoil a sum.
 * @param maxLabelSets label sets of one metric; what comes beyond them is counted under `other`
 */
export function createMeter({ maxLabelSets = DEFAULT_MAX_LABEL_SETS, maxWaiting = MAX_WAITING } = {}) {
  const metrics = new Map<string, Metric>()
  let waiting: { set: LabelSet; minute: Minute }[] = []
  let limit = maxLabelSets

  function record(name: string, kind: MetricKind, dimensions: Dimensions, value: number, nowMs: number): void {
    if (!Number.isFinite(value)) return
    const current = minuteOf(find(name, kind, dimensions, nowMs), Math.floor(nowMs / MINUTE))
    current.count++
    current.sum += value
    if (value < current.min) current.min = value
    if (value > current.max) current.max = value
    current.last = value
    current.version++
    if (current.buckets) {
      const key = sketchKey(value)
      current.buckets.set(key, (current.buckets.get(key) ?? 0) + 1)
    }
  }

  function find(name: string, kind: MetricKind, dimensions: Dimensions, nowMs: number): LabelSet {
    let metric = metrics.get(name)
    if (!metric) {
      metric = { kind, sets: new Map(), seen: new Map() }
      metrics.set(name, metric)
    }
    let key = ''
    for (const dimension in dimensions) key += `${dimension}=${dimensions[dimension as keyof Dimensions]}\n`
    const known = metric.seen.get(key)
    if (known) return known.redirect ?? known
    return admit(name, metric, key, storableDimensions(dimensions), nowMs)
  }

  function admit(name: string, metric: Metric, seenAs: string, dimensions: Dimensions, nowMs: number): LabelSet {
    const existing = metric.sets.get(dimensionsKey(dimensions))
    if (!existing && metric.sets.size >= limit) {
      record(OVERFLOW_METRIC, 'counter', { type: name }, 1, nowMs)
      return folded(name, metric, dimensions, nowMs)
    }
    const set = existing ?? create(name, metric, dimensions, nowMs)
    // Bounded like the sets: whoever writes keys in ever new orders, or values that are cut, gets no shortcut.
    if (metric.seen.size < 2 * limit) metric.seen.set(seenAs, set)
    return set.redirect ?? set
  }

  function folded(name: string, metric: Metric, dimensions: Dimensions, nowMs: number): LabelSet {
    const other = foldedDimensions(dimensions)
    return metric.sets.get(dimensionsKey(other)) ?? create(name, metric, other, nowMs)
  }

  function create(name: string, metric: Metric, dimensions: Dimensions, nowMs: number): LabelSet {
    const { kind } = metric
    const before = { count: 0, sum: 0, last: 0, buckets: kind === 'histogram' ? new Map<number, number>() : null }
    const set: LabelSet = { metric: name, kind, dimensions, before, current: emptyMinute(kind, Math.floor(nowMs / MINUTE)), redirect: null }
    metric.sets.set(dimensionsKey(dimensions), set)
    return set
  }

  function minuteOf(set: LabelSet, minute: number): Minute {
    // A clock that was set back goes on counting in the minute that it had reached.
    if (minute > set.current.minute) close(set, minute)
    return set.current
  }

  function close(set: LabelSet, minute: number): void {
    const { current, before } = set
    if (current.count > 0) {
      before.count += current.count
      before.sum += current.sum
      before.last = current.last
      if (before.buckets && current.buckets) addBuckets(before.buckets, current.buckets)
      if (isUnwritten(current)) waiting.push({ set, minute: current })
    }
    set.current = emptyMinute(set.kind, minute)
  }

  function boundWaiting(nowMs: number): void {
    const excess = waiting.length - maxWaiting
    if (excess <= 0) return
    waiting.splice(0, excess)
    record(DROPPED_METRIC, 'counter', {}, excess, nowMs)
  }

  function* labelSets(): Generator<LabelSet> {
    for (const metric of metrics.values()) yield* metric.sets.values()
  }

  return {
    /** Of this process, in the rows that it writes. */
    writer: randomUUID() as string,

    /** Something happened `by` times. */
    add(name: string, dimensions: Dimensions = {}, by = 1, nowMs = Date.now()): void {
      record(name, 'counter', dimensions, by, nowMs)
    },

    /** Something stands at a value now. */
    set(name: string, dimensions: Dimensions, value: number, nowMs = Date.now()): void {
      record(name, 'gauge', dimensions, value, nowMs)
    },

    /** One value of a distribution, for example a duration in ms. */
    observe(name: string, dimensions: Dimensions, value: number, nowMs = Date.now()): void {
      record(name, 'histogram', dimensions, value, nowMs)
    },

    /** Label sets that a metric may have from now on. */
    limitLabelSets(count: number): void {
      limit = count
    },

    /** Every minute that the database does not know yet as it is, the one under way included. */
    take(nowMs = Date.now()): Taken {
      const now = Math.floor(nowMs / MINUTE)
      for (const set of labelSets()) if (set.current.minute < now) close(set, now)
      boundWaiting(nowMs)
      const taken = [...waiting]
      for (const set of labelSets()) if (isUnwritten(set.current)) taken.push({ set, minute: set.current })
      return { rows: taken.map(({ set, minute }) => rowOf(set, minute)), receipt: taken.map(({ minute }) => ({ minute, version: minute.version })) }
    },

    /** The taken minutes are committed as they were taken. */
    confirm({ receipt }: Taken): void {
      for (const { minute, version } of receipt) minute.written = version
      waiting = waiting.filter(({ minute }) => isUnwritten(minute))
    },

    /**
     * The database has no room for these label sets of a metric: what they hold unwritten, and all that
     * comes, counts under `other` (in the minute under way).
     */
    fold(refused: { metric: string; dimensions: Dimensions }[], nowMs = Date.now()): void {
      for (const { metric: name, dimensions } of refused) {
        const metric = metrics.get(name)
        const set = metric?.sets.get(dimensionsKey(dimensions))
        if (!metric || !set || set.redirect) continue
        const other = folded(name, metric, dimensions, nowMs)
        if (other === set) continue
        set.redirect = other
        const target = minuteOf(other, Math.floor(nowMs / MINUTE))
        for (const { minute } of waiting.filter((each) => each.set === set)) addMinute(target, minute)
        if (isUnwritten(set.current)) addMinute(target, set.current)
        waiting = waiting.filter((each) => each.set !== set)
        set.current = emptyMinute(set.kind, target.minute)
        record(OVERFLOW_METRIC, 'counter', { type: name }, 1, nowMs)
      }
    },

    /** Everything since the start of the process, label sets in the order in which they appeared. */
    totals(): TotalRow[] {
      return [...labelSets()]
        .filter(({ before, current }) => before.count + current.count > 0)
        .map(({ metric, kind, dimensions, before, current }) => {
          const buckets = before.buckets && current.buckets ? addBuckets(new Map(before.buckets), current.buckets) : null
          return {
            metric,
            kind,
            dimensions,
            count: before.count + current.count,
            sum: before.sum + current.sum,
            last: current.count > 0 ? current.last : before.last,
            sketch: buckets && sketchOfBuckets(buckets),
          }
        })
    },
  }
}

export type Meter = ReturnType<typeof createMeter>

// Next bundles instrumentation and route handlers apart, each with its own copy of a module.
const store = globalThis as typeof globalThis & { pulsegridMeter?: Meter }

/** The meter of this process. */
export function meter(): Meter {
  store.pulsegridMeter ??= createMeter()
  return store.pulsegridMeter
}

function isUnwritten({ version, written }: Minute): boolean {
  return version > written
}

function emptyMinute(kind: MetricKind, minute: number): Minute {
  return {
    minute,
    count: 0,
    sum: 0,
    min: Number.POSITIVE_INFINITY,
    max: Number.NEGATIVE_INFINITY,
    last: 0,
    buckets: kind === 'histogram' ? new Map() : null,
    version: 0,
    written: 0,
  }
}

function addMinute(target: Minute, minute: Minute): void {
  target.count += minute.count
  target.sum += minute.sum
  target.min = Math.min(target.min, minute.min)
  target.max = Math.max(target.max, minute.max)
  target.last = minute.last
  if (target.buckets && minute.buckets) addBuckets(target.buckets, minute.buckets)
  target.version++
}

function addBuckets(target: Map<number, number>, more: Map<number, number>): Map<number, number> {
  for (const [key, n] of more) target.set(key, (target.get(key) ?? 0) + n)
  return target
}

function sketchOfBuckets(buckets: Map<number, number>): Sketch {
  const sorted = [...buckets].sort(([a], [b]) => a - b)
  return { keys: sorted.map(([key]) => key), counts: sorted.map(([, n]) => n) }
}

function rowOf({ metric, kind, dimensions }: LabelSet, { minute, count, sum, min, max, last, buckets }: Minute): MinuteRow {
  return { metric, kind, dimensions, atMs: minute * MINUTE, count, sum, min, max, last, sketch: buckets && sketchOfBuckets(buckets) }
}
