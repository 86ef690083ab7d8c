import { readTenant } from '@/lib/http/read'
import { route } from '@/lib/http/route'
import { getConsumerReport } from '@/lib/scores/consumer/queries'
import { consumerHealthReportSchema } from '@/lib/scores/model'

export const GET = route(
  {
    access: { tenant: 'scores:read' },
    summary: 'The consumer health score of the organization: total, dimensions, metrics, action items, points won, history of four weeks.',
    output: consumerHealthReportSchema,
  },
  (ctx) => readTenant(ctx, (tx) => getConsumerReport(tx, { organizationId: ctx.organizationId, now: ctx.now })),
)
