import type { DescribedOperation } from '@/lib/http/openapi/model'

export const reference: DescribedOperation[] = [
  {
    method: 'get',
    access: { public: true },
    summary: 'Liveness: the process answers. Touches nothing.',
    response: [{ mediaType: 'application/json', description: 'Always the same.', example: '{"status":"ok"}' }],
  },
]
