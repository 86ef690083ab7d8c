import { acknowledgeBodySchema, alertParamsSchema, stateSchema } from '@/lib/alerts/api'
import { acknowledgeAlerts } from '@/lib/alerts/commands/alerts'
import { route } from '@/lib/http/route'

export const POST = route(
  {
    access: { tenant: 'alerts:write' },
    summary: 'Takes a firing alert in hand, with a reason and an end; 409 when it is not firing any more.',
    params: alertParamsSchema,
    body: acknowledgeBodySchema,
    output: stateSchema,
  },
  async (ctx, { params: { alertId }, body }) => {
    await acknowledgeAlerts(ctx, { organizationId: ctx.organizationId }, [alertId], body)
    return { id: alertId, state: 'acknowledged' as const }
  },
)
