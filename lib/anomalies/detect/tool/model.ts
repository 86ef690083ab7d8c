import { type SeriesConfig, seriesConfig } from '../series/series'

export type Metric = 'error_rate' | 'latency' | 'invocations' | 'revenue'

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
  /** The series detector beside the tests; null leaves it out. */
  series: SeriesConfig | null
}

export const metricConfig: MetricConfig = {
  persistence: 2,
  daysMin: 7,
  errorTail: 4.8,
  errorSuspicion: 2.5,
  errorsMin: 5,
  callsMin: 50,
  errorTimes: 2,
  levelDeviations: 4,
  levelShare: 0.5,
  deviationFloor: 0.1,
  latencyDeviations: 4.5,
  latencyCallsMin: 15,
  expectedMin: 10,
  silenceTail: 6,
  series: seriesConfig,
}

/** One closed 5-minute window. */
export interface MetricWindow {
  /** When it ended, ms, aligned. */
  at: number
  /** Calls in it; for the error rate those whose outcome is known. */
  calls: number
  /** Failed calls, median latency in ms, calls, or micros, by the metric; null where there is none (no call, no latency). */
  value: number | null
}

/** The last half hour as a whole. */
export interface Pooled {
  amount: number
  weight: number
  calls: number
}
