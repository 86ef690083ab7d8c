import { runResultSchema, runRuleSchema } from '@/lib/alerts/api'
import { forceRun } from '@/lib/alerts/commands/evaluate-alerts'
import { route } from '@/lib/http/route'

export const POST = route(
  { access: { permission: 'jobs.run' }, summary: 'Judges one alert rule again for the newest minute.', body: runRuleSchema, output: runResultSchema },
  async (ctx, { body: { ruleId } }) => {
    const { looked, fired, resolved } = await forceRun(ctx, ruleId, ctx.now)
    return { looked, fired, resolved }
  },
)
