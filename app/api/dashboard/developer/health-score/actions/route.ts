import { readTenant } from '@/lib/http/read'
import { route } from '@/lib/http/route'
import { reportActionsSchema } from '@/lib/scores/model'
import { getHealthReport } from '@/lib/scores/queries'

export const GET = route(
  {
    access: { tenant: 'scores:read' },
    summary: 'Action items by priority, then points; the dismissed ones; the points won in the last 28 days.',
    output: reportActionsSchema,
  },
  (ctx) => readTenant(ctx, (tx) => getHealthReport(tx, { organizationId: ctx.organizationId, now: ctx.now })),
)
