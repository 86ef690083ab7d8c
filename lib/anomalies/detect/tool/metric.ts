import { DAY, MINUTE } from '@/lib/time'
import type { Verdict } from '../model'
import { emptySeries, observeSeries, type SeriesState } from '../series/series'
import { addHalfHour, emptyHalfHours, HALF_HOUR, type HalfHours, median, type Usual, usualAt } from './half-hours'
import { type Metric, type MetricConfig, type MetricWindow, metricConfig, type Pooled } from './model'
import { noneAtAll, tooMany } from './tail-test'
import { say } from './wording'

// The layer that notifies, for one metric of one tool: the last half hour as a whole against the same
// half hour of the past 28 days. What the tests of this file find for two windows in a row is an anomaly;
// what only the series detector finds unusual, or what is unusual in the harmless direction, is a candidate.

/** Plain data; made by emptyMetric, changed by observeMetric only. */
export interface MetricState {
  /** Windows of the last half hour: amount and weight as in HalfHours, and when they ended. */
  recent: { at: number; amount: number; weight: number; calls: number }[]
  halfHours: HalfHours
  /** What each half hour of the last week says about burstiness; their median is it. */
  surprises: number[]
  /**
   * From what is kept: the usual error rate, set every midnight, and how bursty the metric is, set every half hour. Of errors
   * that is variance over mean (1 = by chance alone), of calls and revenue the squared coefficient of
   * variation of a half hour that chance does not explain, of latency that of a single call.
   */
  rate: number
  burstiness: number
  /** Windows in a row that are suspicious. */
  streak: number
  /** Windows in a row without a call, and -log10 of the chance of that. */
  silent: { windows: number; rarity: number }
  series: SeriesState
}

export interface MetricVerdict extends Verdict {
  /** How unusual the series detector finds it. */
  strength: number
}

const WINDOW = 5 * MINUTE
/** Windows in a half hour, and the stretches up to it in which errors are counted. */
const POOLED = HALF_HOUR / WINDOW
const STRETCHES = [2, 3, 4, POOLED]
const SURPRISES_MAX = 336
/** Median of a chi-squared variable with one degree of freedom. */
const CHI_SQUARED_MEDIAN = 0.455
/** Of the days of the past 28 the worst are left out of the usual error rate: an incident is not usual. */
const DAYS_TRUSTED = 0.9

export function emptyMetric(): MetricState {
  return {
    recent: [],
    halfHours: emptyHalfHours(),
    surprises: [],
    rate: 0,
    burstiness: 0,
    streak: 0,
    silent: { windows: 0, rarity: 0 },
    series: emptySeries(),
  }
}

/**
 * Judges the next window of a metric and moves the state on by it. A window that was judged already
 * (not after the latest one) is judged as insufficient and changes nothing.
 * @param state changed in place; of this tool and metric only
 */
export function observeMetric(state: MetricState, metric: Metric, window: MetricWindow, config: MetricConfig = metricConfig): MetricVerdict {
  const last = state.recent.at(-1)
  if (last && window.at <= last.at) return unknown(0, 'This window has been judged before.')
  const current = amounts(metric, window)
  state.recent = [...state.recent, { at: window.at, calls: window.calls, ...current }].filter(({ at }) => at > window.at - HALF_HOUR)
  const pooled = pool(state.recent)
  const usual = usualAt(state.halfHours, window.at)
  const value = current.weight > 0 ? current.amount / current.weight : null
  const series = value === null || config.series === null ? null : observeSeries(state.series, { at: window.at, value }, config.series)
  const strength = series?.strength ?? 0
  countSilence(state, window, usual)
  const found = judge(state, metric, { pooled, usual }, config)
  state.streak = found > 0 ? state.streak + 1 : 0
  const known = state.halfHours.ends[0] !== undefined && window.at - state.halfHours.ends[0] >= config.daysMin * DAY
  if (window.at % HALF_HOUR === 0) keep(state, metric, { at: window.at, pooled, usual })
  const observed = pooled.weight > 0 ? pooled.amount / pooled.weight : 0
  if (!known || !usual) return { ...unknown(observed, `Judged from ${config.daysMin} days on.`), strength }
  const deviation = deviationOf(state, metric, { pooled, usual }, config)
  const expected = { low: Math.max(0, usual.level - 2 * deviation), high: usual.level + 2 * deviation }
  const z = deviation > 0 ? (observed - usual.level) / deviation : null
  const reason = say(metric, {
    pooled,
    usual: metric === 'error_rate' ? { ...usual, level: state.rate } : usual,
    expected,
    silent: state.silent.windows * WINDOW,
  })
  const verdict = { reason, observed, expected, z, strength }
  if (found === 2 && (state.streak >= config.persistence || state.silent.windows >= config.persistence)) return { ...verdict, outcome: 'anomaly' }
  const unusual = found > 0 || series?.outcome === 'anomaly' || series?.outcome === 'candidate'
  return unusual ? { ...verdict, outcome: 'candidate' } : { ...verdict, outcome: 'none', reason: 'As usual.' }
}

function unknown(observed: number, reason: string): MetricVerdict {
  return { outcome: 'insufficient', reason, observed, expected: null, z: null, strength: 0 }
}

/** What is summed over the windows of a half hour, and what the sum is divided by. */
function amounts(metric: Metric, { calls, value }: MetricWindow): { amount: number; weight: number } {
  switch (metric) {
    case 'error_rate':
      return { amount: value ?? 0, weight: calls }
    case 'latency':
      return value === null ? { amount: 0, weight: 0 } : { amount: value * calls, weight: calls }
    case 'invocations':
      return { amount: calls, weight: 1 }
    case 'revenue':
      return { amount: value ?? 0, weight: 1 }
  }
}

function pool(recent: MetricState['recent']): Pooled {
  const sum = { amount: 0, weight: 0, calls: 0 }
  for (const { amount, weight, calls } of recent) {
    sum.amount += amount
    sum.weight += weight
    sum.calls += calls
  }
  return sum
}

interface Evidence {
  pooled: Pooled
  usual: Usual | null
}

/** How far the last windows speak against the tool: 0 not at all, 1 suspicious, 2 enough when the window before was suspicious, too. */
function judge(state: MetricState, metric: Metric, { pooled, usual }: Evidence, config: MetricConfig): 0 | 1 | 2 {
  if (!usual || pooled.weight === 0) return 0
  if (metric === 'error_rate') return judgeErrors(state, usual, config)
  if (metric === 'invocations' && state.silent.windows >= config.persistence && state.silent.rarity >= config.silenceTail) return 2
  const level = pooled.amount / pooled.weight
  const off = metric === 'latency' ? level - usual.level : usual.level - level
  const enough = metric === 'latency' ? pooled.calls >= config.latencyCallsMin : metric === 'revenue' || usual.level * pooled.weight >= config.expectedMin
  const deviations = metric === 'latency' ? config.latencyDeviations : config.levelDeviations
  const limit = Math.max(deviations * deviationOf(state, metric, { pooled, usual }, config), config.levelShare * usual.level)
  return enough && off > limit ? 2 : 0
}

/** The last ten minutes to the last half hour: the short stretches see a flood sooner, the long ones a trickle. */
function judgeErrors({ recent, rate, burstiness }: MetricState, usual: Usual, config: MetricConfig): 0 | 1 | 2 {
  if (pool(recent).weight < config.callsMin) return 0
  // The rate at this time of day is known from few errors: halfway to that of all days.
  const usualRate = Math.max(rate, (rate + usual.level) / 2)
  const tails = STRETCHES.map((windows) => {
    const { amount: errors, weight: calls } = pool(recent.slice(-windows))
    const expected = usualRate * calls
    const enough = errors >= config.errorsMin && errors > config.errorTimes * expected
    return enough ? tooMany(errors, expected, Math.max(1, burstiness)) : 0
  })
  const tail = Math.max(...tails)
  if (tail < config.errorSuspicion) return 0
  return tail < config.errorTail ? 1 : 2
}

/** One robust standard deviation of the half hour's level: what days differ by, but not less than what chance makes, nor than the floor. */
function deviationOf({ burstiness, rate }: MetricState, metric: Metric, { pooled, usual }: { pooled: Pooled; usual: Usual }, config: MetricConfig): number {
  const days = Math.max(usual.deviation, config.deviationFloor * usual.level)
  if (pooled.weight === 0) return days
  switch (metric) {
    case 'error_rate':
      return Math.max(days, Math.sqrt((Math.max(1, burstiness) * Math.max(rate, 1 / pooled.weight)) / pooled.weight))
    case 'invocations':
      return Math.max(days, Math.sqrt(usual.level / pooled.weight + burstiness * usual.level ** 2))
    case 'revenue':
      return Math.max(days, Math.sqrt(burstiness) * usual.level)
    case 'latency':
      return Math.max(days, Math.sqrt(burstiness / pooled.calls) * usual.level)
  }
}

/** A window without a call adds to the silence; the mean of single windows is taken to vary independently. */
function countSilence(state: MetricState, { calls }: MetricWindow, usual: Usual | null): void {
  const { windows, rarity } = state.silent
  if (calls > 0) state.silent = { windows: 0, rarity: 0 }
  else state.silent = { windows: windows + 1, rarity: rarity + noneAtAll(usual?.level ?? 0, POOLED * state.burstiness) }
}

/** At the end of a full half hour: keeps it, and takes stock of what is usual. */
function keep(state: MetricState, metric: Metric, { at, pooled, usual }: Evidence & { at: number }): void {
  const expected = (metric === 'error_rate' ? state.rate : (usual?.level ?? 0)) * pooled.weight
  if (expected > 0) {
    state.surprises.push(surprise(metric, pooled, expected))
    if (state.surprises.length > SURPRISES_MAX) state.surprises.shift()
  }
  addHalfHour(state.halfHours, { end: at, amount: pooled.amount, weight: pooled.weight })
  // A day's errors change the rate of the other 27 by little.
  if (metric === 'error_rate' && (at % DAY === 0 || state.halfHours.ends.length <= DAY / HALF_HOUR)) state.rate = rateOf(state.halfHours)
  state.burstiness = state.surprises.length > 0 ? Math.max(0, median(state.surprises)) : 0
}

/** The burstiness at which this half hour would be a median one. */
function surprise(metric: Metric, { amount, calls }: Pooled, expected: number): number {
  const variance = (amount - expected) ** 2 / CHI_SQUARED_MEDIAN
  if (metric === 'latency') return (variance / expected ** 2) * calls
  if (metric === 'error_rate') return variance / expected
  return (metric === 'invocations' ? variance - expected : variance) / expected ** 2
}

/** The error rate of the days that were not the worst. */
function rateOf({ ends, amounts: errors, weights: calls }: HalfHours): number {
  const days = new Map<number, { errors: number; calls: number }>()
  for (let i = 0; i < ends.length; i++) {
    const key = Math.floor(((ends[i] as number) - 1) / DAY)
    const day = days.get(key) ?? { errors: 0, calls: 0 }
    days.set(key, { errors: day.errors + (errors[i] as number), calls: day.calls + (calls[i] as number) })
  }
  const rated = [...days.values()].filter((day) => day.calls > 0).sort((a, b) => a.errors / a.calls - b.errors / b.calls)
  const sum = { errors: 0, calls: 0 }
  for (const day of rated.slice(0, Math.max(1, Math.ceil(DAYS_TRUSTED * rated.length)))) {
    sum.errors += day.errors
    sum.calls += day.calls
  }
  return sum.calls > 0 ? sum.errors / sum.calls : 0
}
