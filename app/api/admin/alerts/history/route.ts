import { alertListSchema, alertsQuerySchema, tellAlert } from '@/lib/alerts/api'
import { countAlerts, listAlerts } from '@/lib/alerts/queries/list-alerts'
import { readPlatform } from '@/lib/http/read'
import { route } from '@/lib/http/route'

export const GET = route(
  {
    access: { permission: 'admin.read' },
    summary: 'Every alert of the platform and of every organization, newest first.',
    query: alertsQuerySchema.omit({ open: true }),
    output: alertListSchema,
  },
  (ctx, { query: { limit, offset, ...narrowed } }) => {
    const filter = { ...narrowed, of: 'everybody' as const, now: ctx.now }
    return readPlatform(ctx, async (tx) => ({
      alerts: (await listAlerts(tx, { ...filter, limit, offset })).map(tellAlert),
      total: await countAlerts(tx, filter),
    }))
  },
)
