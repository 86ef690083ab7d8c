import type { DescribedOperation } from '@/lib/http/openapi/model'

export const reference: DescribedOperation[] = [
  {
    method: 'post',
    access: { secret: 'webhook' },
    summary: 'Takes what became of mails, from Resend (bounced, complained, suppressed, failed).',
    headers: [
      { name: 'svix-id', description: 'Names the message; one that was worked before counts once.', required: true },
      { name: 'svix-timestamp', description: 'When it was signed; minutes later it is refused.', required: true },
      { name: 'svix-signature', description: 'Signature with RESEND_WEBHOOK_SECRET.', required: true },
    ],
    body: [{ mediaType: 'application/json', description: 'The event.' }],
    response: [{ mediaType: 'application/json', description: 'What was done with it.' }],
  },
]
