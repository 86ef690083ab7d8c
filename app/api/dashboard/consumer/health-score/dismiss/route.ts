import { route } from '@/lib/http/route'
import { dismissAction } from '@/lib/scores/commands'
import { dismissedSchema, dismissInputSchema } from '@/lib/scores/model'

export const POST = route(
  {
    access: { tenant: 'scores:read' },
    summary: 'Hides an action item of the consumer health score for 7 days. For people who are signed in; API keys only read.',
    body: dismissInputSchema,
    output: dismissedSchema,
  },
  (ctx, { body }) => dismissAction(ctx, body, 'consumer'),
)
