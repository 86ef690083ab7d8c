import { readPlatform } from '@/lib/http/read'
import { route } from '@/lib/http/route'
import { healthSchema, tellHealth } from '@/lib/systems/api'
import { readHealth } from '@/lib/systems/queries/read-health'

export const GET = route(
  {
    access: { permission: 'admin.read' },
    summary: 'How the platform is: its state in a sentence, SLOs with their error budgets, why it is so, and every system.',
    output: healthSchema,
  },
  async (ctx) => tellHealth(await readPlatform(ctx, (tx) => readHealth(tx, ctx.now))),
)
