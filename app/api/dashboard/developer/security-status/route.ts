import { readTenant } from '@/lib/http/read'
import { route } from '@/lib/http/route'
import { securityStatusSchema } from '@/lib/scores/model'
import { getSecurityStatus } from '@/lib/scores/queries'

export const GET = route(
  {
    access: { tenant: 'scores:read' },
    summary: 'The security checklist as things stand now: eight items, each done, open or not applicable.',
    output: securityStatusSchema,
  },
  (ctx) => readTenant(ctx, (tx) => getSecurityStatus(tx, { organizationId: ctx.organizationId, now: ctx.now })),
)
