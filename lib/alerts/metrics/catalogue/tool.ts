import type { Aggregation, CatalogueMetric, MetricUnit } from '../model'

// What is known of the calls of tools, in buckets of five minutes. A bucket is read once it has closed and
// was counted; late rows change it afterwards, which an alert does not undo.

interface Declared {
  key: string
  label: string
  description: string
  unit: MetricUnit
  aggregations: readonly Aggregation[]
  worse: 'up' | 'down'
}

const declared: Declared[] = [
  {
    key: 'tool_invocations',
    label: 'Calls',
    description: 'Calls of a tool, whatever their outcome.',
    unit: 'count',
    aggregations: ['sum', 'rate'],
    worse: 'down',
  },
  {
    key: 'tool_error_ratio',
    label: 'Error ratio',
    description: 'Failed calls of all calls with a known outcome, whoever is to blame.',
    unit: 'ratio',
    aggregations: ['avg'],
    worse: 'up',
  },
  {
    key: 'tool_fair_error_ratio',
    label: 'Fair error ratio',
    description: "Failed calls that are the developer's own fault, outside of incidents of the platform and of providers.",
    unit: 'ratio',
    aggregations: ['avg'],
    worse: 'up',
  },
  {
    key: 'tool_latency_ms',
    label: 'Latency',
    description: 'How long calls of a tool took, to within 2 %.',
    unit: 'ms',
    aggregations: ['p95', 'p50', 'p99', 'avg'],
    worse: 'up',
  },
  { key: 'tool_revenue_usd', label: 'Revenue', description: 'What the calls of a tool earned.', unit: 'usd', aggregations: ['sum', 'rate'], worse: 'down' },
  {
    key: 'tool_consumers',
    label: 'Consumers',
    description: 'Distinct callers in a five-minute bucket: over longer windows the mean, the lowest or the highest of its buckets.',
    unit: 'count',
    aggregations: ['avg', 'min', 'max'],
    worse: 'down',
  },
]

export const toolMetrics: CatalogueMetric[] = declared.map((metric) => ({
  ...metric,
  source: 'tool',
  scopes: ['platform', 'organization'],
  dimensions: ['tool'],
  resolutionMinutes: 5,
}))
