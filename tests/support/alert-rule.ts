import type { AlertRule } from '@/lib/alerts/rule'

/** A plain rule: above 100 for no time at all. What a case is about is given. */
export function someRule(given: Partial<AlertRule> = {}): AlertRule {
  return {
    id: '00000000-0000-4000-8000-000000000001',
    organizationId: null,
    name: 'Queue too long',
    metric: 'queue_depth',
    kind: 'threshold',
    aggregation: 'last',
    operator: 'gt',
    threshold: 100,
    windowMinutes: 1,
    filter: {},
    groupBy: [],
    toolId: null,
    options: {},
    forMinutes: 0,
    recoverMinutes: 0,
    noData: 'keep',
    severity: 'warning',
    enabled: true,
    version: 1,
    updatedAt: new Date('2026-03-01T00:00:00Z'),
    deletedAt: null,
    ...given,
  }
}
