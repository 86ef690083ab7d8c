import { alertParamsSchema, closeBodySchema, stateSchema } from '@/lib/alerts/api'
import { closeAlerts } from '@/lib/alerts/commands/alerts'
import { route } from '@/lib/http/route'

export const POST = route(
  {
    access: { tenant: 'alerts:write' },
    summary: 'Dismisses an open alert; 409 when it is closed already.',
    params: alertParamsSchema,
    body: closeBodySchema,
    output: stateSchema,
  },
  async (ctx, { params: { alertId }, body: { note } }) => {
    await closeAlerts(ctx, { organizationId: ctx.organizationId }, [alertId], { as: 'dismissed', note })
    return { id: alertId, state: 'dismissed' as const }
  },
)
