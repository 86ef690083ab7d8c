import type { AlertSeverity, NoDataPolicy, Operator } from '../model'

// What a rule may name. A metric says where its values come from (source), in which unit, by which
// dimensions they may be told apart, how many minutes one value covers, and how several become one. The
// evaluator has one set-based read for each source, whatever the number of rules.

/** system: metric_minutes; tool: tool_metrics_5m; score: the newest health scores; usage: balances, budgets, days; anomaly: judged windows; service, provider: polled (with their own domains). */
export const metricSources = ['system', 'tool', 'score', 'usage', 'service', 'provider'] as const
export type MetricSource = (typeof metricSources)[number]

export const metricUnits = ['count', 'per_minute', 'ratio', 'ms', 'seconds', 'usd', 'points', 'percent', 'bytes'] as const
export type MetricUnit = (typeof metricUnits)[number]

/** Over a window: sums of counters, increase a minute, mean, extremes, newest value, quantiles of histograms. */
export const aggregations = ['sum', 'rate', 'avg', 'min', 'max', 'last', 'p50', 'p95', 'p99'] as const
export type Aggregation = (typeof aggregations)[number]

export interface CatalogueMetric {
  /** Unique; what rules and the API name. */
  key: string
  label: string
  /** One sentence: what it counts, and where it comes from. */
  description: string
  source: MetricSource
  unit: MetricUnit
  /** Who may have rules on it. */
  scopes: readonly ('platform' | 'organization')[]
  /** Labels by which values may be filtered and grouped. */
  dimensions: readonly string[]
  /** How many minutes one value covers; windows are multiples of it. */
  resolutionMinutes: number
  aggregations: readonly Aggregation[]
  /** Which way is bad. */
  worse: 'up' | 'down'
}

/** A rule to begin with. */
export interface RuleTemplate {
  key: string
  name: string
  description: string
  metric: string
  operator: Operator
  threshold: number
  aggregation: Aggregation
  windowMinutes: number
  forMinutes: number
  groupBy: readonly string[]
  severity: AlertSeverity
  noData: NoDataPolicy
  scopes: readonly ('platform' | 'organization')[]
}
