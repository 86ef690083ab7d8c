import { usageQuerySchema, usageSummarySchema } from '@/lib/budgets/model'
import { getUsageSummary } from '@/lib/budgets/queries/usage-summary'
import { readTenant } from '@/lib/http/read'
import { route } from '@/lib/http/route'

export const GET = route(
  {
    access: { tenant: 'usage:read' },
    summary: 'What the organization calls in a period (7d, 28d, 90d, month): by tool, against the period before, with budget, balance, alerts and warnings.',
    query: usageQuerySchema,
    output: usageSummarySchema,
  },
  (ctx, { query }) => readTenant(ctx, (tx) => getUsageSummary(tx, { organizationId: ctx.organizationId, now: ctx.now, period: query.period })),
)
