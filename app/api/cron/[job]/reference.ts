import type { DescribedOperation } from '@/lib/http/openapi/model'

export const reference: DescribedOperation[] = [
  {
    method: 'get',
    access: { secret: 'cron' },
    summary: 'Runs a job, for schedulers that can only send GET. Bears CRON_SECRET.',
    description:
      'A job that runs already, or a message that was worked before, is not started again. Jobs are safe to run twice, late, or after one was killed.',
    response: [{ mediaType: 'application/json', description: 'How the run ended, or why it was not started.' }],
  },
  {
    method: 'post',
    access: { secret: 'webhook' },
    summary: 'Runs a job, for QStash and the local scheduler.',
    headers: [{ name: 'upstash-signature', description: 'JWT of QStash over address and body.', required: true }],
    response: [{ mediaType: 'application/json', description: 'How the run ended, or why it was not started.' }],
  },
]
