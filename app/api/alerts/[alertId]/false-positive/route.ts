import { alertParamsSchema, closeBodySchema, stateSchema } from '@/lib/alerts/api'
import { closeAlerts } from '@/lib/alerts/commands/alerts'
import { route } from '@/lib/http/route'

export const POST = route(
  {
    access: { tenant: 'alerts:write' },
    summary: 'Marks an open alert as a false alarm; 409 when it is closed already.',
    params: alertParamsSchema,
    body: closeBodySchema,
    output: stateSchema,
  },
  async (ctx, { params: { alertId }, body: { note } }) => {
    await closeAlerts(ctx, { organizationId: ctx.organizationId }, [alertId], { as: 'false_positive', note })
    return { id: alertId, state: 'false_positive' as const }
  },
)
