import { labResultSchema } from '@/lib/alerts/api'
import { tryRule } from '@/lib/alerts/lab/queries/try-rule'
import { labSentence } from '@/lib/alerts/lab/sentence'
import { ruleInputSchema, ruleProblems } from '@/lib/alerts/rule-input'
import { AppError } from '@/lib/errors'
import { readTenant } from '@/lib/http/read'
import { route } from '@/lib/http/route'

export const POST = route(
  {
    access: { tenant: 'alerts:read' },
    summary: 'Tries a draft of an alert rule on the last 28 days: what would have fired, how long, and which of it was also a story. Saves nothing.',
    body: ruleInputSchema,
    output: labResultSchema,
  },
  async (ctx, { body }) => {
    const problems = ruleProblems(body, { scope: 'organization', now: ctx.now })
    if (problems.length > 0) throw new AppError('invalid', problems.map(({ message }) => message).join(' '), { problems })
    const result = await readTenant(ctx, (tx) => tryRule(tx, { organizationId: ctx.organizationId, input: body, now: ctx.now }))
    if (result.outcome === 'cannot') return { outcome: result.outcome, reason: result.reason, sentence: null, alerts: [] }
    return {
      outcome: result.outcome,
      reason: null,
      sentence: labSentence(result).replaceAll('\u00a0', ' '),
      alerts: result.alerts.map(({ story, labels, severity, firedAt, resolvedAt, worst }) => ({
        labels,
        severity,
        firedAt,
        resolvedAt,
        worst,
        storyId: story?.id ?? null,
      })),
    }
  },
)
