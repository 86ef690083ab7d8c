import { evaluatorSchema } from '@/lib/alerts/api'
import { evaluatorHealth } from '@/lib/alerts/queries/evaluator-health'
import { readPlatform } from '@/lib/http/read'
import { route } from '@/lib/http/route'

export const GET = route(
  {
    access: { permission: 'admin.read' },
    summary: 'How the evaluator of alert rules does: its newest run, its lag, and what it timed of itself.',
    output: evaluatorSchema,
  },
  (ctx) => readPlatform(ctx, (tx) => evaluatorHealth(tx, ctx.now)),
)
