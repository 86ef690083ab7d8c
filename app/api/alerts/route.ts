import { alertListSchema, alertsQuerySchema, tellAlert } from '@/lib/alerts/api'
import { countAlerts, listAlerts } from '@/lib/alerts/queries/list-alerts'
import { readTenant } from '@/lib/http/read'
import { route } from '@/lib/http/route'

export const GET = route(
  {
    access: { tenant: 'alerts:read' },
    summary: 'Alerts of the organization, newest first; open ones alone with open=true.',
    query: alertsQuerySchema,
    output: alertListSchema,
  },
  (ctx, { query: { limit, offset, open, ...narrowed } }) => {
    const filter = { ...narrowed, ...(open ? { open: open === 'true' } : {}), of: { organizationId: ctx.organizationId }, now: ctx.now }
    return readTenant(ctx, async (tx) => ({
      alerts: (await listAlerts(tx, { ...filter, limit, offset })).map(tellAlert),
      total: await countAlerts(tx, filter),
    }))
  },
)
