// The score of the Numenta Anomaly Benchmark, from its published description (Lavin & Ahmad 2015,
// arXiv:1510.03336), and the event numbers that a person on call would ask for.
import { DAY, HOUR, WEEK } from '../lib/time'

/** A series with the windows in which something was wrong, as rows; both ends belong to a window. */
export interface LabelledSeries {
  name: string
  /** ms, in the order of the file. */
  times: number[]
  values: number[]
  windows: { first: number; last: number }[]
}

/** What a detector gave a series: one score per row, higher is stranger, 0 is nothing. */
export interface Scored {
  series: LabelledSeries
  scores: Float64Array
}

export const profiles = ['standard', 'reward_low_FP_rate', 'reward_low_FN_rate'] as const
export type Profile = (typeof profiles)[number]

/** What a missed window and a false positive cost, in found windows. */
const costs: Record<Profile, { missed: number; falsePositive: number }> = {
  standard: { missed: 1, falsePositive: 0.11 },
  reward_low_FP_rate: { missed: 1, falsePositive: 0.22 },
  reward_low_FN_rate: { missed: 2, falsePositive: 0.11 },
}

export interface NabScore {
  /** 0 for never alerting, 100 for every window at its first row and nothing else. */
  score: number
  /** A row is a detection from here on; null where never alerting is best. */
  threshold: number | null
}

export interface Events {
  windows: number
  found: number
  falseAlerts: number
  precision: number
  recall: number
  f1: number
  falseAlertsPerSeriesWeek: number
}

/** Rows at the start of a file that are not scored: 15 % of it, of 5,000 rows at most. */
const PROBATION = 0.15
const PROBATION_ROWS = 5_000
/** Detections this close are one alert; an alert that stays on is a new one after a day. */
const MERGE = HOUR
const REOPEN = DAY
/** Where the worth of a false positive has reached its full cost, in window widths after a window. */
const FAR = 3

/** The score at the threshold that is best for these series, as the benchmark reports it. */
export function bestScore(list: readonly Scored[], profile: Profile): NabScore {
  const best = { raw: nothing(list, profile), threshold: null as number | null }
  const cost = costs[profile]
  const found = new Map<string, number>()
  const detections = list.flatMap(detectionsOf).sort((a, b) => b.score - a.score)
  let raw = best.raw
  detections.forEach(({ score, window, worth }, i) => {
    if (window === null) raw += cost.falsePositive * worth
    else {
      const before = found.get(window)
      if (before === undefined || worth > before) {
        raw += worth - (before ?? -cost.missed)
        found.set(window, worth)
      }
    }
    // Rows of one score are in or out together.
    if (detections[i + 1]?.score !== score && raw > best.raw) Object.assign(best, { raw, threshold: score })
  })
  return { score: normalised(list, best.raw, profile), threshold: best.threshold }
}

/** The score at a given threshold; null never alerts. */
export function scoreAt(list: readonly Scored[], threshold: number | null, profile: Profile): number {
  return normalised(list, rawAt(list, threshold, profile), profile)
}

/**
 * The score of all when each group of series is judged with the threshold (and parameters) that the others chose.
 * @param choose the scored series of the group, and the threshold, both chosen without it
 */
export function scoreCarried(groups: readonly { scored: readonly Scored[]; threshold: number | null }[], profile: Profile): number {
  const all = groups.flatMap(({ scored }) => scored)
  const raw = groups.reduce((sum, { scored, threshold }) => sum + rawAt(scored, threshold, profile), 0)
  return normalised(all, raw, profile)
}

/** Alerts and windows at a threshold; null never alerts. */
export function eventsAt(list: readonly Scored[], threshold: number | null): Events {
  const sum = { windows: 0, found: 0, falseAlerts: 0, weeks: 0 }
  for (const scored of list) {
    const { series } = scored
    const from = judgedFrom(series)
    const rows = threshold === null ? [] : detectionsOf(scored).filter(({ score }) => score >= threshold)
    sum.windows += judged(series).length
    sum.found += new Set(rows.flatMap(({ window }) => window ?? [])).size
    sum.falseAlerts += alerts(series, rows).filter((alert) => alert.every(({ window }) => window === null)).length
    if (series.times.length > from) sum.weeks += Math.max(0, (series.times.at(-1) ?? 0) - (series.times[from] ?? 0)) / WEEK
  }
  const { windows, found, falseAlerts, weeks } = sum
  const precision = found + falseAlerts > 0 ? found / (found + falseAlerts) : 0
  const recall = windows > 0 ? found / windows : 0
  const f1 = precision + recall > 0 ? (2 * precision * recall) / (precision + recall) : 0
  return { windows, found, falseAlerts, precision, recall, f1, falseAlertsPerSeriesWeek: weeks > 0 ? falseAlerts / weeks : 0 }
}

interface Detection {
  row: number
  score: number
  /** The window that it lies in; null outside. */
  window: string | null
  /** 0..1 in a window, 1 at its first row; 0..-1 outside. */
  worth: number
}

/** Rows with a score, after the probation, in order. */
function detectionsOf({ series, scores }: Scored): Detection[] {
  const detections: Detection[] = []
  for (let row = judgedFrom(series); row < scores.length; row++) {
    const score = scores[row] ?? 0
    if (score > 0) detections.push({ row, score, ...placeOf(series, row) })
  }
  return detections
}

function placeOf({ name, windows }: LabelledSeries, row: number): { window: string | null; worth: number } {
  // The last window that begins at the row or before it.
  const at = windows.findLastIndex(({ first }) => first <= row)
  const window = windows[at]
  if (!window) return { window: null, worth: -1 }
  const width = window.last - window.first + 1
  if (row <= window.last) return { window: `${name}:${at}`, worth: sigmoid((row - window.last - 1) / width) / sigmoid(-1) }
  return { window: null, worth: sigmoid((row - window.last) / Math.max(1, width - 1)) }
}

/** 1 to -1 over the position relative to the end of a window, 0 at the end. */
function sigmoid(position: number): number {
  return position > FAR ? -1 : 2 / (1 + Math.exp(5 * position)) - 1
}

/** Runs of detections. */
function alerts({ times }: LabelledSeries, rows: readonly Detection[]): Detection[][] {
  const gap = Math.max(MERGE, 1.5 * stepOf(times))
  const runs: Detection[][] = []
  for (const detection of rows) {
    const run = runs.at(-1)
    const at = times[detection.row] ?? 0
    const goesOn = run && at - (times[run.at(-1)?.row ?? 0] ?? 0) <= gap && at - (times[run[0]?.row ?? 0] ?? 0) < REOPEN
    if (goesOn) run.push(detection)
    else runs.push([detection])
  }
  return runs
}

/** The median distance of two rows. */
function stepOf(times: readonly number[]): number {
  const steps = times.flatMap((at, i) => (i > 0 && at > (times[i - 1] ?? 0) ? at - (times[i - 1] ?? 0) : [])).sort((a, b) => a - b)
  return steps[steps.length >> 1] ?? 0
}

function judgedFrom({ times }: LabelledSeries): number {
  return Math.ceil(Math.min(Math.floor(PROBATION * times.length), PROBATION * PROBATION_ROWS))
}

/** Windows that do not end in the probation. */
function judged(series: LabelledSeries): LabelledSeries['windows'] {
  const from = judgedFrom(series)
  return series.windows.filter(({ last }) => last >= from)
}

function rawAt(list: readonly Scored[], threshold: number | null, profile: Profile): number {
  const cost = costs[profile]
  let raw = nothing(list, profile)
  if (threshold === null) return raw
  const found = new Map<string, number>()
  for (const { score, window, worth } of list.flatMap(detectionsOf)) {
    if (score < threshold) continue
    if (window === null) raw += cost.falsePositive * worth
    else found.set(window, Math.max(worth, found.get(window) ?? 0))
  }
  for (const worth of found.values()) raw += worth + cost.missed
  return raw
}

/** The raw score of a detector that never alerts. */
function nothing(list: readonly Scored[], profile: Profile): number {
  return -costs[profile].missed * list.reduce((sum, { series }) => sum + judged(series).length, 0)
}

function normalised(list: readonly Scored[], raw: number, profile: Profile): number {
  const worst = nothing(list, profile)
  const best = list.reduce((sum, { series }) => sum + judged(series).length, 0)
  // Without a window only false positives count: 100 without any.
  return best === 0 ? 100 + raw : (100 * (raw - worst)) / (best - worst)
}
