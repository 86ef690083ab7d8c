import { readTenant } from '@/lib/http/read'
import { route } from '@/lib/http/route'
import { getConsumerReport } from '@/lib/scores/consumer/queries'
import { reportActionsSchema } from '@/lib/scores/model'

export const GET = route(
  {
    access: { tenant: 'scores:read' },
    summary: 'What raises the consumer health score, by priority, then points; the dismissed items; the points won in the last 28 days.',
    output: reportActionsSchema,
  },
  (ctx) => readTenant(ctx, (tx) => getConsumerReport(tx, { organizationId: ctx.organizationId, now: ctx.now })),
)
