import { formatPercent } from '@/lib/format'
import { DAY, MINUTE } from '@/lib/time'
import { ABSOLUTE_MINUTES, burnPairs, burnRate } from './burn-rate'
import { findMetric } from './metrics/catalogue'
import type { MetricUnit } from './metrics/model'
import { type AlertSeverity, HYSTERESIS, type Operator } from './model'
import type { AlertRule } from './rule'
import { formatMetricValue, formatMinutes, operatorWords, plain } from './words'

/** What was read for one fingerprint of a rule; null where there was nothing to read. */
export type Reading =
  /** threshold */
  | { type: 'value'; value: number | null }
  /** anomaly: the value, and mean and standard deviation of the same hours of 28 days. */
  | { type: 'baseline'; value: number | null; mean: number | null; deviation: number | null; samples: number }
  /** change: the value, and that of the window which it is compared with. */
  | { type: 'compared'; value: number | null; before: number | null }
  /** absence: minutes since the newest value. */
  | { type: 'age'; minutes: number | null }
  /** schedule: minutes since a moment of the schedule that still is to be told. */
  | { type: 'due'; minutes: number | null }
  /** burn_rate: bad events and all events by window in minutes; of a rule with minEvents all events of its days as well. */
  | { type: 'burn'; windows: readonly { minutes: number; bad: number; total: number }[] }

/** A reading of a rule, and whose it is. */
export interface Read {
  ruleId: string
  fingerprint: string
  reading: Reading
}

/**
 * breaching and clear count towards holding; in_between is neither bad nor recovered; missing: there was
 * nothing to judge; invalid: what there was cannot be judged.
 */
export interface Verdict {
  outcome: 'breaching' | 'clear' | 'in_between' | 'missing' | 'invalid'
  /** What an alert shows, in the metric's unit (minutes for an absence, times for a burn rate). */
  value: number | null
  /** Which way the value becomes worse; null where that means nothing. */
  worse: 'up' | 'down' | null
  severity: AlertSeverity
  /** In words and figures, without the name of the rule. */
  reason: string
}

/** Days with the same hour that a baseline must know before an anomaly rule speaks. */
const BASELINE_SAMPLES = 7

/** Further off makes no difference. */
const MAX_Z = 100

/**
 * Whether a rule's reading is bad. Does not hold: how long it has been so is lifecycle's to count.
 * Pure; the reading must be of the rule's kind, otherwise it is invalid.
 */
export function evaluate(rule: AlertRule, reading: Reading): Verdict {
  switch (reading.type) {
    case 'value':
      return rule.operator === null || rule.threshold === null
        ? invalid(rule, 'The rule has no threshold.')
        : againstThreshold(rule, reading.value, rule.operator, rule.threshold)
    case 'baseline':
      return againstBaseline(rule, reading)
    case 'compared':
      return againstBefore(rule, reading)
    case 'age':
      return byAge(rule, reading.minutes)
    case 'due':
      return bySchedule(rule, reading.minutes)
    case 'burn':
      return byBurn(rule, reading.windows)
  }
}

/** The line that a value must have passed before it counts as recovered: 10 % of the threshold back, in the operator's direction. */
export function recoveryLine(operator: Operator, threshold: number): number {
  const margin = Math.abs(threshold) * HYSTERESIS
  if (operator === 'gt') return threshold - margin
  if (operator === 'lt') return threshold + margin
  return threshold
}

/** Which side of the threshold and of the recovery line a value is on. */
function side(value: number, operator: Operator, threshold: number): 'breaching' | 'clear' | 'in_between' {
  if (operator === 'eq') return value === threshold ? 'breaching' : 'clear'
  const line = recoveryLine(operator, threshold)
  if (operator === 'gt') return value > threshold ? 'breaching' : value <= line ? 'clear' : 'in_between'
  return value < threshold ? 'breaching' : value >= line ? 'clear' : 'in_between'
}

/** The unit of what a rule compares: a rate is per minute, everything else is in the metric's own. */
export function unitOf(rule: AlertRule): MetricUnit {
  if (rule.aggregation === 'rate') return 'per_minute'
  return (rule.metric === null ? null : findMetric(rule.metric))?.unit ?? 'count'
}

function againstThreshold(rule: AlertRule, value: number | null, operator: Operator, threshold: number): Verdict {
  const worse = operator === 'gt' ? 'up' : operator === 'lt' ? 'down' : null
  if (value === null) return missing(rule, `No value in ${formatMinutes(rule.windowMinutes)}.`, worse)
  if (!Number.isFinite(value)) return invalid(rule, `${value} is not a value.`)
  const unit = unitOf(rule)
  const outcome = side(value, operator, threshold)
  const said = formatMetricValue(value, unit)
  const line = `${operatorWords[operator]} ${formatMetricValue(threshold, unit)}`
  const reason = {
    breaching: `${said}, ${line}.`,
    clear: `${said}, not ${line}.`,
    in_between: `${said}, no longer ${line}, but not yet past ${formatMetricValue(recoveryLine(operator, threshold), unit)}.`,
  }[outcome]
  return { outcome, value, worse, severity: rule.severity, reason }
}

function againstBaseline(rule: AlertRule, reading: Extract<Reading, { type: 'baseline' }>): Verdict {
  const { value, mean, deviation, samples } = reading
  const line = rule.options.z
  if (line === undefined) return invalid(rule, 'The rule does not say how many standard deviations are bad.')
  if (value === null) return missing(rule, `No value in ${formatMinutes(rule.windowMinutes)}.`)
  if (!Number.isFinite(value)) return invalid(rule, `${value} is not a value.`)
  if (mean === null || deviation === null || samples < BASELINE_SAMPLES) {
    return missing(rule, `Only ${samples} of the ${BASELINE_SAMPLES} days that a comparison needs are known.`)
  }
  // A series that never moved has no deviation: a hundredth of its level stands in, so that any real move shows.
  const scale = Math.max(deviation, Math.abs(mean) / 100)
  const z = value === mean ? 0 : Math.max(-MAX_Z, Math.min(MAX_Z, (value - mean) / scale))
  const unit = unitOf(rule)
  const usual = `${formatMetricValue(value, unit)}, ${plain(Math.abs(Number(z.toFixed(1))))} standard deviations ${z < 0 ? 'below' : 'above'} the usual ${formatMetricValue(mean, unit)}.`
  return byDeviation(rule, { value, deviation: z, line, reason: usual })
}

function againstBefore(rule: AlertRule, { value, before }: Extract<Reading, { type: 'compared' }>): Verdict {
  const line = rule.options.percent
  if (line === undefined) return invalid(rule, 'The rule does not say which change is bad.')
  if (value === null) return missing(rule, `No value in ${formatMinutes(rule.windowMinutes)}.`)
  if (!Number.isFinite(value) || (before !== null && !Number.isFinite(before))) return invalid(rule, 'What is compared is not a number.')
  const then = rule.options.against === 'week' ? 'a week before' : `the ${formatMinutes(rule.windowMinutes)} before`
  if (before === null) return missing(rule, `Nothing to compare with: no value ${then}.`)
  const unit = unitOf(rule)
  if (before === 0) {
    // From nothing to something has no percentage.
    if (value !== 0) return missing(rule, `${formatMetricValue(value, unit)} after nothing ${then}: no percentage says how much that is.`)
    return byDeviation(rule, { value, deviation: 0, line, reason: `Nothing, as ${then}.` })
  }
  const percent = ((value - before) / Math.abs(before)) * 100
  const reason = `${formatMetricValue(value, unit)}, ${formatPercent(Math.abs(percent) / 100)} ${percent < 0 ? 'less' : 'more'} than ${then} (${formatMetricValue(before, unit)}).`
  return byDeviation(rule, { value, deviation: percent, line, reason })
}

/** Judges how far and which way something is off; a deviation the other way than the rule watches is fine. */
function byDeviation(rule: AlertRule, { value, deviation, line, reason }: { value: number; deviation: number; line: number; reason: string }): Verdict {
  const direction = rule.options.direction ?? 'both'
  const size = direction === 'both' ? Math.abs(deviation) : direction === 'up' ? deviation : -deviation
  const worse = direction === 'both' ? (deviation < 0 ? 'down' : 'up') : direction
  return { outcome: size >= line ? 'breaching' : size <= line * (1 - HYSTERESIS) ? 'clear' : 'in_between', value, worse, severity: rule.severity, reason }
}

function byAge(rule: AlertRule, minutes: number | null): Verdict {
  const line = rule.options.minutes
  if (line === undefined) return invalid(rule, 'The rule does not say how long nothing may arrive.')
  if (minutes === null) return missing(rule, 'There never was a value.', 'up')
  const outcome = minutes >= line ? 'breaching' : 'clear'
  return { outcome, value: minutes, worse: 'up', severity: rule.severity, reason: `The newest value is ${formatMinutes(Math.floor(minutes))} old.` }
}

function bySchedule(rule: AlertRule, minutes: number | null): Verdict {
  const outcome = minutes === null ? 'clear' : 'breaching'
  return { outcome, value: null, worse: null, severity: rule.severity, reason: minutes === null ? 'Not due.' : 'It is time.' }
}

function byBurn(rule: AlertRule, windows: Extract<Reading, { type: 'burn' }>['windows']): Verdict {
  const { objective, windowDays, minBad, minEvents = 0 } = rule.options
  if (objective === undefined || windowDays === undefined) return invalid(rule, 'The rule names no objective or no window.')
  const over = (minutes: number) => windows.find((window) => window.minutes === minutes) ?? { minutes, bad: 0, total: 0 }
  if (windows.some(({ bad, total }) => !Number.isFinite(bad) || !Number.isFinite(total))) return invalid(rule, 'What is counted is not a number.')
  const sixHours = over(ABSOLUTE_MINUTES)
  const judged = burnPairs(windowDays).map((pair) => {
    const long = burnRate(over(pair.longMinutes).bad, over(pair.longMinutes).total, objective)
    const short = burnRate(over(pair.shortMinutes).bad, over(pair.shortMinutes).total, objective)
    // Without events in the short window it is over.
    const both = Math.min(long ?? 0, short ?? 0)
    const outcome = both >= pair.multiplier ? 'breaching' : both <= pair.multiplier * (1 - HYSTERESIS) ? 'clear' : 'in_between'
    return { pair, long, both, outcome } as const
  })
  if (sixHours.total === 0) return missing(rule, `No events in ${formatMinutes(ABSOLUTE_MINUTES)}.`, 'up')
  const events = over((windowDays * DAY) / MINUTE).total
  const enough = events >= minEvents
  const burning = enough ? judged.find(({ outcome }) => outcome === 'breaching') : undefined
  if (burning) {
    const { pair, long } = burning
    const reason = `The error budget of ${windowDays} days burns ${plain(long ?? 0)} times too fast over ${formatMinutes(pair.longMinutes)} and still does over ${formatMinutes(pair.shortMinutes)}; from ${plain(pair.multiplier)} times on it is told.`
    return { outcome: 'breaching', value: long, worse: 'up', severity: pair.severity ?? rule.severity, reason }
  }
  const value = judged[0]?.long ?? 0
  if (minBad !== undefined && sixHours.bad >= minBad) {
    const reason = `${plain(sixHours.bad)} bad events in ${formatMinutes(ABSOLUTE_MINUTES)}; from ${plain(minBad)} on it is told.`
    return { outcome: 'breaching', value, worse: 'up', severity: rule.severity, reason }
  }
  if (!enough) {
    const reason = `${plain(events)} events in ${windowDays} days; from ${plain(minEvents)} on its budget is judged.`
    return { outcome: 'clear', value, worse: 'up', severity: rule.severity, reason }
  }
  const outcome = judged.some((pair) => pair.outcome === 'in_between') ? 'in_between' : 'clear'
  return {
    outcome,
    value,
    worse: 'up',
    severity: rule.severity,
    reason: `The error budget of ${windowDays} days burns ${plain(value)} times as fast as it may.`,
  }
}

function missing(rule: AlertRule, reason: string, worse: Verdict['worse'] = null): Verdict {
  return { outcome: 'missing', value: null, worse, severity: rule.severity, reason }
}

function invalid(rule: AlertRule, reason: string): Verdict {
  return { outcome: 'invalid', value: null, worse: null, severity: rule.severity, reason }
}
