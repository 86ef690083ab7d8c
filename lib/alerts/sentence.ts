import { formatCount, formatPercent } from '@/lib/format'
import { burnPairs } from './burn-rate'
import { findMetric } from './metrics/catalogue'
import type { MetricUnit } from './metrics/model'
import type { AlertSeverity, Labels, Operator, RuleKind, RuleOptions } from './model'
import { formatMetricValue, formatMinutes, operatorWords, plain, withinSentence } from './words'

/** What a rule says of itself, as far as its sentence needs it; drafts may lack anything. */
export interface Describable {
  kind: RuleKind
  metric: string | null
  aggregation: string | null
  operator: Operator | null
  threshold: number | null
  windowMinutes: number
  filter: Labels
  groupBy: readonly string[]
  options: RuleOptions
  forMinutes: number
  severity: AlertSeverity
}

const aggregationWords: Record<string, string> = {
  sum: 'the total of',
  rate: 'the rate of',
  avg: 'the mean of',
  min: 'the lowest of',
  max: 'the highest of',
  last: 'the newest value of',
  p50: 'the median of',
  p95: 'p95 of',
  p99: 'p99 of',
}

/** A rule in one sentence: "Fires when the mean of fair error ratio over 10 minutes, by tool, is above 5 % for 5 minutes; critical." */
export function ruleSentence(rule: Describable): string {
  return `Fires ${condition(rule)}; ${rule.severity === 'critical' ? 'critical' : 'a warning'}.`
}

function condition(rule: Describable): string {
  const { kind, options } = rule
  if (kind === 'schedule') return options.cron ? `at the times "${options.cron}" (${options.timeZone ?? 'UTC'})` : 'at the times that you enter'
  if (kind === 'burn_rate') return burn(rule)
  const metric = rule.metric === null ? null : findMetric(rule.metric)
  if (!metric) return 'when the metric that you choose is bad'
  const label = withinSentence(metric.label)
  const by = `${filtered(rule.filter)}${rule.groupBy.length > 0 ? `, by ${rule.groupBy.join(' and ')},` : ''}`
  if (kind === 'absence') return `when ${label}${by} has had no value for ${options.minutes ? formatMinutes(options.minutes) : 'the time that you enter'}`
  const newestOnly = metric.source === 'score' || metric.source === 'usage'
  const subject = `${aggregationWords[rule.aggregation ?? ''] ?? ''} ${label}${newestOnly ? '' : ` over ${formatMinutes(rule.windowMinutes)}`}${by}`.trim()
  return `when ${subject} ${badness(rule, unitOf(rule.aggregation, metric.unit))}${rule.forMinutes > 0 ? ` for ${formatMinutes(rule.forMinutes)}` : ''}`
}

function badness({ kind, operator, threshold, options }: Describable, unit: MetricUnit): string {
  if (kind === 'threshold') {
    return operator === null || threshold === null
      ? 'passes the threshold that you enter'
      : `is ${operatorWords[operator]} ${formatMetricValue(threshold, unit)}`
  }
  const way = options.direction === 'up' ? ' above' : options.direction === 'down' ? ' below' : ' away from'
  if (kind === 'anomaly') return `is ${options.z === undefined ? 'too many' : plain(options.z)} standard deviations${way} what is usual at that hour`
  const verb = options.direction === 'up' ? 'rises' : options.direction === 'down' ? 'falls' : 'changes'
  const then = options.against === 'week' ? 'a week before' : 'the window before'
  return `${verb} by ${options.percent === undefined ? 'so many percent' : formatPercent(options.percent / 100)} against ${then}`
}

function burn({ options }: Describable): string {
  const { objective, windowDays, minBad, minEvents = 0 } = options
  if (objective === undefined || windowDays === undefined) return 'when the error budget of the objective that you enter burns too fast'
  const pairs = burnPairs(windowDays).map(({ multiplier, longMinutes }) => `${plain(multiplier)} times too fast over ${formatMinutes(longMinutes)}`)
  const absolute = minBad === undefined ? '' : `, or at ${plain(minBad)} bad events in 6 hours`
  const enough = minEvents === 0 ? '' : ` (once its days hold ${formatCount(minEvents)} events)`
  return `when the error budget of ${formatPercent(objective)} over ${windowDays} days burns ${pairs.join(' or ')}${enough}${absolute}`
}

function filtered(filter: Labels): string {
  const parts = Object.entries(filter).map(([name, value]) => `${name} ${value}`)
  return parts.length === 0 ? '' : ` where ${parts.join(' and ')}`
}

function unitOf(aggregation: string | null, unit: MetricUnit): MetricUnit {
  return aggregation === 'rate' ? 'per_minute' : unit
}
