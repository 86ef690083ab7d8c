import { alertParamsSchema, closeBodySchema, stateSchema } from '@/lib/alerts/api'
import { closeAlerts } from '@/lib/alerts/commands/alerts'
import { route } from '@/lib/http/route'

export const POST = route(
  {
    access: { tenant: 'alerts:write' },
    summary: 'Resolves an open alert by hand; 409 when it is closed already.',
    params: alertParamsSchema,
    body: closeBodySchema,
    output: stateSchema,
  },
  async (ctx, { params: { alertId }, body: { note } }) => {
    await closeAlerts(ctx, { organizationId: ctx.organizationId }, [alertId], { as: 'resolved', note })
    return { id: alertId, state: 'resolved' as const }
  },
)
