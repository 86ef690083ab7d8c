import type { DescribedOperation } from '@/lib/http/openapi/model'

export const reference: DescribedOperation[] = [
  {
    method: 'get',
    access: { secret: 'scrape' },
    summary: 'What the server does, for Prometheus. Bears METRICS_TOKEN.',
    response: [
      { mediaType: 'text/plain', description: 'Prometheus text format.' },
      { mediaType: 'application/openmetrics-text', description: 'OpenMetrics, if it is asked for.' },
    ],
  },
]
