import { alertParamsSchema, alertSchema, tellAlertDetail } from '@/lib/alerts/api'
import { getAlert } from '@/lib/alerts/queries/find-alert'
import { readTenant } from '@/lib/http/read'
import { route } from '@/lib/http/route'

export const GET = route(
  {
    access: { tenant: 'alerts:read' },
    summary: 'An alert with its events.',
    params: alertParamsSchema,
    output: alertSchema,
  },
  (ctx, { params: { alertId } }) =>
    readTenant(ctx, async (tx) => tellAlertDetail(await getAlert(tx, { of: { organizationId: ctx.organizationId }, alertId, now: ctx.now }))),
)
