import type { AnomalyMetric, MetricParameters } from '@/lib/anomalies/model'
import { DAY } from '@/lib/time'
import type { Verdict } from '../model'
import { HALF_HOUR, pool, type Slot, type Usual, usualAt, WINDOW } from './half-hours'
import type { MetricConfig, Pooled, ToolWindow } from './model'
import { SPIKE_WINDOWS, spikeEvidence } from './spike'
import { noneAtAll, tooMany } from './tail-test'
import { say } from './wording'

// The layer that notifies, for one metric of one tool: the last half hour as a whole against the same
// half hour of the past 28 days. What it finds for two windows in a row is an anomaly.

/** 0 nothing, 1 suspicious, 2 enough when the window before was suspicious, too. */
export type Finding = 0 | 1 | 2

export interface Known {
  /** Start of the tool's first known window, ms. */
  knownFrom: number
  parameters: MetricParameters
  slots: { here: Slot | undefined; before: Slot | undefined }
  /** Set while an anomaly goes on: what was usual before it (ms) is what it is measured against. */
  openSince: number | null
  /** Calls that are usual in a window at this time, which revenue comes from; null where that is not known. */
  usualCalls: number | null
}

export interface Evidence {
  /** The last windows, oldest first, the one to judge last; the last six are looked at. */
  recent: readonly ToolWindow[]
  /** Windows in a row without a call that came before these. */
  silentBefore: number
  /** What was found in the windows before this one, latest last. */
  findings: readonly Finding[]
}

export interface MetricVerdict extends Verdict {
  found: Finding
  /** The usual level at this time; null where none is known. */
  usual: number | null
  /** Whether the last ten minutes alone are out of the ordinary: the end of an anomaly is not waited for until it has left the half hour. */
  stillBad: boolean
  /** Whether the last ten minutes can say that it is over: for errors and latencies there must have been calls. */
  judgeable: boolean
}

/** Windows in a half hour, and the stretches up to it in which errors are counted. */
const POOLED = HALF_HOUR / WINDOW
const STRETCHES = [2, 3, 4, POOLED]
/** Windows that say whether it goes on. */
const LATEST = 2

/** Judges the latest window of a metric. Reads no clock and keeps nothing: the same evidence gives the same verdict. */
export function judgeMetric(metric: AnomalyMetric, { recent, silentBefore, findings }: Evidence, known: Known, config: MetricConfig): MetricVerdict {
  const at = recent.at(-1)?.at ?? 0
  const { parameters, openSince } = known
  const lasting = recent.slice(-POOLED)
  const pooled = pool(metric, lasting)
  const usual = usualAt(known.slots, metric, at, { from: parameters.usualFrom, to: openSince ?? at })
  const observed = pooled.weight > 0 ? pooled.amount / pooled.weight : 0
  if (!usual || at - known.knownFrom < config.daysMin * DAY) return insufficient(observed, `Judged from ${config.daysMin} days on.`)
  const silent = silence(recent, silentBefore)
  const scene: Scene = { metric, usual, parameters, silent, config, usualCalls: known.usualCalls }
  const spiking = metric === 'error_rate' && isSpike(lasting, scene)
  const found = spiking ? 2 : find(lasting, scene)
  const suspicious = trailing(findings, config.persistence - 1)
  const deviation = deviationOf(scene, pooled)
  const expected = { low: Math.max(0, usual.level - 2 * deviation), high: usual.level + 2 * deviation }
  const verdict = {
    found,
    usual: usual.level,
    stillBad: found > 0 && goesOn(lasting.slice(-LATEST), scene),
    judgeable: pool(metric, lasting.slice(-LATEST)).weight > 0,
    observed,
    expected,
    z: deviation > 0 ? (observed - usual.level) / deviation : null,
  }
  if (found === 0) return { ...verdict, outcome: 'none', reason: 'As usual.' }
  const reason = say(metric, {
    pooled,
    usual: metric === 'error_rate' ? { ...usual, level: parameters.rate } : usual,
    expected,
    silent: silent * WINDOW,
  })
  if (found === 2 && (suspicious || spiking || (metric === 'invocations' && silent >= config.persistence))) return { ...verdict, outcome: 'anomaly', reason }
  return { ...verdict, outcome: 'candidate', reason }
}

interface Scene {
  metric: AnomalyMetric
  usual: Usual
  parameters: MetricParameters
  /** Windows in a row without a call, up to this one. */
  silent: number
  usualCalls: number | null
  config: MetricConfig
}

function insufficient(observed: number, reason: string): MetricVerdict {
  return { outcome: 'insufficient', found: 0, usual: null, stillBad: false, judgeable: false, reason, observed, expected: null, z: null }
}

function silence(recent: readonly ToolWindow[], before: number): number {
  for (let back = 0; back < recent.length; back++) if ((recent[recent.length - 1 - back]?.calls ?? 0) > 0) return back
  return before + recent.length
}

/** Whether the last so many were all suspicious. */
function trailing(findings: readonly Finding[], count: number): boolean {
  return findings.length >= count && findings.slice(findings.length - count).every((found) => found > 0)
}

/** How far the windows speak against the tool. */
function find(windows: readonly ToolWindow[], scene: Scene): Finding {
  const { metric, usual, silent, parameters, config } = scene
  const pooled = pool(metric, windows)
  if (pooled.weight === 0) return 0
  if (metric === 'error_rate') return findErrors(windows, scene)
  if (metric === 'invocations' && silent >= config.persistence && silent * noneAtAll(usual.level, POOLED * parameters.burstiness) >= config.silenceTail)
    return 2
  const level = pooled.amount / pooled.weight
  const off = metric === 'latency' ? level - usual.level : usual.level - level
  // Of fewer windows less is asked for.
  const share = windows.length / POOLED
  const enough =
    metric === 'latency' ? pooled.calls >= share * config.latencyCallsMin : metric === 'revenue' || usual.level * pooled.weight >= share * config.expectedMin
  const deviations = metric === 'latency' ? config.latencyDeviations : config.levelDeviations
  const limit = Math.max(deviations * deviationOf(scene, pooled), config.levelShare * usual.level)
  return enough && off > limit ? 2 : 0
}

/** Whether the latest windows alone are out of the ordinary; of errors it is enough that they rather speak for a spike. */
function goesOn(windows: readonly ToolWindow[], scene: Scene): boolean {
  return find(windows, scene) > 0 || (scene.metric === 'error_rate' && evidenceOf(windows, scene) > 0)
}

/** Whether the last twenty minutes are a spike of errors that lasts: as many of their windows as asked for in a row speak for one each by itself. */
function isSpike(lasting: readonly ToolWindow[], scene: Scene): boolean {
  const { parameters, config } = scene
  const windows = lasting.slice(-SPIKE_WINDOWS)
  if (pool('error_rate', lasting).weight < config.callsMin || pool('error_rate', windows).amount < config.errorsMin) return false
  if (!(evidenceOf(windows, scene) >= config.spikeTimes * parameters.spike)) return false
  return windows.filter((window) => evidenceOf([window], scene) > 0).length >= config.persistence
}

function evidenceOf(windows: readonly ToolWindow[], scene: Scene): number {
  const { amount: errors, weight: calls } = pool('error_rate', windows)
  return spikeEvidence(errors, usualRateOf(scene) * calls, dispersionOf(scene))
}

/** The rate at this time of day is known from few errors: halfway to that of all days. */
function usualRateOf({ usual, parameters }: Scene): number {
  return Math.max(parameters.rate, (parameters.rate + usual.level) / 2)
}

function dispersionOf({ parameters }: Scene): number {
  return Math.max(1, parameters.burstiness)
}

/** The last ten minutes to the last half hour: the short stretches see a flood sooner, the long ones a trickle. */
function findErrors(windows: readonly ToolWindow[], scene: Scene): Finding {
  const { config } = scene
  if (pool('error_rate', windows).weight < (windows.length / POOLED) * config.callsMin) return 0
  const usualRate = usualRateOf(scene)
  let tail = 0
  for (const length of STRETCHES) {
    if (length > windows.length) break
    const { amount: errors, weight: calls } = pool('error_rate', windows.slice(-length))
    const expected = usualRate * calls
    if (errors >= config.errorsMin && errors > config.errorTimes * expected) tail = Math.max(tail, tooMany(errors, expected, dispersionOf(scene)))
  }
  if (tail < config.errorSuspicion) return 0
  return tail < config.errorTail ? 1 : 2
}

/** One robust standard deviation of the level: what days differ by, but not less than what chance makes, nor than the floor. */
function deviationOf({ metric, usual, usualCalls, parameters: { burstiness, rate }, config }: Scene, pooled: Pooled): number {
  const days = Math.max(usual.deviation, config.deviationFloor * usual.level)
  if (pooled.weight === 0) return days
  switch (metric) {
    case 'error_rate':
      return Math.max(days, Math.sqrt((Math.max(1, burstiness) * Math.max(rate, 1 / pooled.weight)) / pooled.weight))
    case 'invocations':
      return Math.max(days, Math.sqrt(usual.level / pooled.weight + burstiness * usual.level ** 2))
    case 'revenue':
      // At night few calls make revenue vary more than it does over the day.
      return Math.max(days, Math.sqrt(Math.max(burstiness, usualCalls ? 1 / (usualCalls * pooled.weight) : 0)) * usual.level)
    case 'latency':
      return Math.max(days, Math.sqrt(burstiness / pooled.calls) * usual.level)
  }
}
