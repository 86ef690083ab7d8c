import { nextOccurrence } from '@/lib/schedule'
import { burnPairs } from './burn-rate'
import { findMetric } from './metrics/catalogue'
import type { CatalogueMetric } from './metrics/model'
import type { AlertRule } from './rule'
import { formatMetricValue, formatMinutes, plain, withinSentence } from './words'

type Judged = Pick<AlertRule, 'kind' | 'metric' | 'operator' | 'threshold' | 'windowMinutes' | 'aggregation' | 'options'>

/**
 * Whether a rule can fire at all: why it never can, or null. What it says is for whoever writes the rule.
 * Only what follows from the rule itself; whether values come near its threshold is for the rule lab.
 */
export function cannotFire(rule: Judged, now: Date): string | null {
  switch (rule.kind) {
    case 'threshold':
      return thresholdNever(rule)
    case 'change':
      return changeNever(rule)
    case 'anomaly':
      return judgedOnly(rule, 'An anomaly rule') ?? null
    case 'absence':
      return absenceNever(rule)
    case 'schedule':
      return scheduleNever(rule, now)
    case 'burn_rate':
      return burnNever(rule)
  }
}

/** Lowest and highest value that a metric can have; null: no bound. */
export function rangeOf(metric: CatalogueMetric): { min: number | null; max: number | null } {
  if (metric.key.endsWith('_score_change')) return { min: -100, max: 100 }
  // What a sender or an account holds may be below nothing.
  if (metric.key.startsWith('custom:') || metric.key === 'consumer_balance_usd' || metric.key === 'tool_revenue_usd') return { min: null, max: null }
  if (metric.unit === 'ratio') return { min: 0, max: 1 }
  if (metric.unit === 'points') return { min: 0, max: 100 }
  return { min: 0, max: null }
}

function metricOf(rule: Judged): CatalogueMetric | null {
  return rule.metric === null ? null : findMetric(rule.metric)
}

function thresholdNever(rule: Judged): string | null {
  const metric = metricOf(rule)
  if (!metric || rule.operator === null || rule.threshold === null) return 'It names no metric, operator and threshold.'
  const { min, max } = rangeOf(metric)
  const said = (value: number) => formatMetricValue(value, rule.aggregation === 'rate' ? 'per_minute' : metric.unit)
  if (rule.operator === 'gt' && max !== null && rule.threshold >= max) return `${metric.label} is never above ${said(max)}.`
  if (rule.operator === 'lt' && min !== null && rule.threshold <= min) return `${metric.label} is never below ${said(min)}.`
  if (rule.operator === 'eq' && ((min !== null && rule.threshold < min) || (max !== null && rule.threshold > max))) {
    return `${metric.label} is never ${said(rule.threshold)}.`
  }
  return windowNever(rule, metric)
}

/** A window that is shorter than what one value covers never holds a whole one. */
function windowNever(rule: Judged, metric: CatalogueMetric): string | null {
  const newestOnly = metric.source === 'score' || metric.source === 'usage'
  if (newestOnly || rule.windowMinutes % metric.resolutionMinutes === 0) return null
  return `${metric.label} has one value every ${formatMinutes(metric.resolutionMinutes)}: the window must be a multiple of that.`
}

function changeNever(rule: Judged): string | null {
  const never = judgedOnly(rule, 'A change rule')
  if (never) return never
  const metric = metricOf(rule)
  const { percent, direction } = rule.options
  if (!metric || percent === undefined) return 'It names no metric and percentage.'
  if (direction === 'down' && percent > 100 && rangeOf(metric).min === 0) return `${metric.label} cannot fall by more than 100 %.`
  return windowNever(rule, metric)
}

function judgedOnly(rule: Judged, what: string): string | null {
  const metric = metricOf(rule)
  if (!metric) return 'It names no metric.'
  if (metric.source === 'score' || metric.source === 'usage')
    return `${what} needs a history of values, of which ${withinSentence(metric.label)} has the newest only; use a threshold.`
  return null
}

function absenceNever(rule: Judged): string | null {
  const never = judgedOnly(rule, 'An absence rule')
  if (never) return never
  return rule.options.minutes === undefined ? 'It does not say how long nothing may arrive.' : null
}

function scheduleNever(rule: Judged, now: Date): string | null {
  const { cron, timeZone } = rule.options
  if (cron === undefined) return 'It has no schedule.'
  try {
    return nextOccurrence(cron, now, timeZone) === null ? 'Its schedule names no moment that is still to come.' : null
  } catch {
    return 'Its schedule or its time zone cannot be read.'
  }
}

function burnNever(rule: Judged): string | null {
  const { objective, windowDays, ratio, minBad } = rule.options
  if (objective === undefined || windowDays === undefined || ratio === undefined) return 'It names no objective, window and ratio.'
  if (minBad !== undefined) return null
  const highest = 1 / (1 - objective)
  const slowest = Math.min(...burnPairs(windowDays).map(({ multiplier }) => multiplier))
  if (highest >= slowest) return null
  return `Even if every event were bad, the budget of ${plain(Number(((1 - objective) * 100).toFixed(4)))} % would burn only ${plain(Number(highest.toFixed(2)))} times too fast; it fires from ${plain(slowest)} times on. Ask for more, or name a number of bad events.`
}
