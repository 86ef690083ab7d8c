import { readTenant } from '@/lib/http/read'
import { route } from '@/lib/http/route'
import { healthReportSchema } from '@/lib/scores/model'
import { getHealthReport } from '@/lib/scores/queries'

export const GET = route(
  {
    access: { tenant: 'scores:read' },
    summary: 'The developer health score of the organization: total, dimensions, metrics, action items, points won, history of four weeks.',
    output: healthReportSchema,
  },
  (ctx) => readTenant(ctx, (tx) => getHealthReport(tx, { organizationId: ctx.organizationId, now: ctx.now })),
)
