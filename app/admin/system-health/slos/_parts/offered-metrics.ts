import { catalogue } from '@/lib/alerts/metrics/catalogue'

/** Metrics that an SLO may be made of: what the platform counts. Others are named by their key through the API. */
export const offeredMetrics = catalogue
  .filter(({ source, scopes, aggregations }) => source === 'system' && scopes.includes('platform') && aggregations.includes('sum'))
  .map(({ key, label }) => ({ key, label }))
