import type { CatalogueMetric } from '../model'

// What is judged or counted once a day or at once, one value an organization: health scores, balances,
// budgets. Their newest value is the value of any window.

interface Declared extends Pick<CatalogueMetric, 'key' | 'label' | 'description' | 'source' | 'unit' | 'worse'> {
  /** How many minutes pass between two values. */
  resolutionMinutes: number
}

const DAY_MINUTES = 1440

const declared: Declared[] = [
  {
    key: 'developer_health_score',
    label: 'Developer health score',
    description: "The publisher's health score, 0 to 100, judged each night.",
    source: 'score',
    unit: 'points',
    worse: 'down',
    resolutionMinutes: DAY_MINUTES,
  },
  {
    key: 'developer_health_score_change',
    label: 'Change of the developer health score',
    description: "Points by which the publisher's health score differs from seven days before; negative is worse.",
    source: 'score',
    unit: 'points',
    worse: 'down',
    resolutionMinutes: DAY_MINUTES,
  },
  {
    key: 'consumer_health_score',
    label: 'Consumer health score',
    description: "The caller's health score, 0 to 100, judged each night.",
    source: 'score',
    unit: 'points',
    worse: 'down',
    resolutionMinutes: DAY_MINUTES,
  },
  {
    key: 'consumer_health_score_change',
    label: 'Change of the consumer health score',
    description: "Points by which the caller's health score differs from seven days before; negative is worse.",
    source: 'score',
    unit: 'points',
    worse: 'down',
    resolutionMinutes: DAY_MINUTES,
  },
  {
    key: 'consumer_balance_usd',
    label: 'Balance',
    description: 'What is left on the account of the organization as a caller.',
    source: 'usage',
    unit: 'usd',
    worse: 'down',
    resolutionMinutes: 1,
  },
  {
    key: 'consumer_budget_percent',
    label: 'Budget used',
    description: "Spend of the month so far as a share of the month's budget.",
    source: 'usage',
    unit: 'percent',
    worse: 'up',
    resolutionMinutes: 5,
  },
  {
    key: 'consumer_spend_today_usd',
    label: 'Spend today',
    description: 'What the calls of the organization have cost since midnight UTC.',
    source: 'usage',
    unit: 'usd',
    worse: 'up',
    resolutionMinutes: 5,
  },
]

export const judgedMetrics: CatalogueMetric[] = declared.map((metric) => ({
  ...metric,
  scopes: ['platform', 'organization'],
  dimensions: ['organization'],
  aggregations: ['last', 'avg', 'min', 'max'],
}))
