import { exemptionAskedSchema } from '@/lib/gates/api'
import { requestExemption } from '@/lib/gates/commands/exemptions'
import { exemptionRequestSchema } from '@/lib/gates/exemption'
import { route } from '@/lib/http/route'

export const POST = route(
  {
    access: { tenant: 'scores:read' },
    summary: 'Asks staff to leave a gate out until a date, at most 90 days. For owners who are signed in; API keys only read.',
    body: exemptionRequestSchema,
    output: exemptionAskedSchema,
    status: 201,
  },
  (ctx, { body }) => requestExemption(ctx, body),
)
