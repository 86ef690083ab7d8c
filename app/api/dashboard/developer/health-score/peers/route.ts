import { env } from '@/lib/env'
import { readTenant } from '@/lib/http/read'
import { route } from '@/lib/http/route'
import { peerReportSchema } from '@/lib/peers/model'
import { getPeerReport } from '@/lib/peers/queries'

export const GET = route(
  {
    access: { tenant: 'scores:read' },
    summary:
      'Where the developer stands among all others and within its categories: own figures, share of others that are worse, quartiles of groups that are large enough.',
    output: peerReportSchema,
  },
  (ctx) => readTenant(ctx, (tx) => getPeerReport(tx, { organizationId: ctx.organizationId, now: ctx.now, minimum: env().PEER_GROUP_MINIMUM })),
)
