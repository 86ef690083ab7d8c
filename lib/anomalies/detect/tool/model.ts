import type { MetricParameters } from '../../model'

export interface MetricConfig {
  /** Windows in a row before it notifies. */
  persistence: number
  /** Days of history before it speaks. */
  daysMin: number
  /** -log10 of the chance at which errors are too many; so many errors at least, in a half hour of so many calls, and this often the usual rate. */
  errorTail: number
  /** The same for the window before: from here on it is suspicious. */
  errorSuspicion: number
  errorsMin: number
  callsMin: number
  errorTimes: number
  /** What a tool's own limit for spikes of errors is multiplied by. */
  spikeTimes: number
  /** Robust standard deviations and the share of the usual level that a level must be off. */
  levelDeviations: number
  levelShare: number
  /** The least deviation, as a share of the usual level. */
  deviationFloor: number
  /** The same for a latency, which few calls make skew; and the calls in a half hour from which it says something. */
  latencyDeviations: number
  latencyCallsMin: number
  /** Calls that must be usual in a half hour before their absence is news. */
  expectedMin: number
  /** -log10 of the chance at which no call at all is too few. */
  silenceTail: number
}

export const metricConfig: MetricConfig = {
  persistence: 2,
  daysMin: 7,
  errorTail: 5.2,
  errorSuspicion: 2.5,
  errorsMin: 5,
  callsMin: 50,
  errorTimes: 2,
  spikeTimes: 1,
  levelDeviations: 4,
  levelShare: 0.5,
  deviationFloor: 0.1,
  latencyDeviations: 4.5,
  latencyCallsMin: 15,
  expectedMin: 10,
  silenceTail: 6,
}

/** The same asking for more evidence: each step a quarter more. For a metric whose detections are rarely confirmed. */
export function tightened(config: MetricConfig, steps: number): MetricConfig {
  const more = 1 + steps / 4
  return {
    ...config,
    errorTail: config.errorTail * more,
    spikeTimes: config.spikeTimes * more,
    levelDeviations: config.levelDeviations * more,
    latencyDeviations: config.latencyDeviations * more,
    silenceTail: config.silenceTail * more,
  }
}

/** One closed 5-minute window of a tool. */
export interface ToolWindow {
  /** When it ended, ms, aligned. */
  at: number
  calls: number
  /** Calls whose outcome is known, and those of them that failed. */
  rated: number
  errors: number
  /** Median of the calls with a latency; null without one. */
  latencyMs: number | null
  latencyCalls: number
  revenueMicros: number
}

/** The last half hour, or its last minutes, as a whole. */
export interface Pooled {
  amount: number
  weight: number
  calls: number
}

/** Of a tool whose usual errors and burstiness are not known yet. */
export const unknownParameters: MetricParameters = { rate: 0, burstiness: 0, spike: Number.MAX_VALUE, usualFrom: 0 }
