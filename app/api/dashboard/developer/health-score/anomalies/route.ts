import { anomaliesQuerySchema, anomaliesSchema } from '@/lib/anomalies/model'
import { listAnomalies } from '@/lib/anomalies/queries/list-anomalies'
import { readTenant } from '@/lib/http/read'
import { route } from '@/lib/http/route'
import { requireDeveloper } from '@/lib/scores/queries'
import { addDays } from '@/lib/time'

export const GET = route(
  {
    access: { tenant: 'scores:read' },
    summary: 'Anomalies of the organization’s tools that touch the last days (30 when left out, at most 90), newest first.',
    query: anomaliesQuerySchema,
    output: anomaliesSchema,
  },
  (ctx, { query }) =>
    readTenant(ctx, async (tx) => {
      const { organizationId } = await requireDeveloper(tx, ctx.organizationId)
      return { anomalies: await listAnomalies(tx, { organizationId, window: { from: addDays(ctx.now, -query.days), to: ctx.now } }) }
    }),
)
