import type { DescribedOperation } from '@/lib/http/openapi/model'

export const reference: DescribedOperation[] = [
  {
    method: 'get',
    access: { public: true },
    summary: 'Readiness: the database answers and is migrated. Otherwise 503.',
    response: [{ mediaType: 'application/json', description: 'What is ready.', example: '{"status":"ok","database":"ok"}' }],
  },
]
