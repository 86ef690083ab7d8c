import { changedRule, ruleChangeSchema, ruleIdSchema, ruleParamsSchema, ruleSchema, silenceIdSchema } from '@/lib/alerts/api'
import { changeRule, deleteRule } from '@/lib/alerts/commands/rules'
import { getRule } from '@/lib/alerts/queries/list-rules'
import { readPlatform } from '@/lib/http/read'
import { route } from '@/lib/http/route'

const platform = { organizationId: null }

export const GET = route(
  { access: { permission: 'admin.read' }, summary: 'An alert rule of the platform.', params: ruleParamsSchema, output: ruleSchema },
  (ctx, { params: { ruleId } }) => readPlatform(ctx, (tx) => getRule(tx, { id: ruleId, ...platform, now: ctx.now })),
)

export const PATCH = route(
  {
    access: { permission: 'alerts.write' },
    summary: 'Changes fields of an alert rule of the platform; 409 when the version is not the newest.',
    params: ruleParamsSchema,
    body: ruleChangeSchema,
    output: ruleIdSchema,
  },
  async (ctx, { params: { ruleId }, body: { version, change } }) => {
    const rule = await readPlatform(ctx, (tx) => getRule(tx, { id: ruleId, ...platform, now: ctx.now }))
    return changeRule(ctx, platform, { id: ruleId, version, input: changedRule(rule, change) })
  },
)

export const DELETE = route(
  {
    access: { permission: 'alerts.write' },
    summary: 'Deletes an alert rule of the platform; what it has open resolves, its past alerts stay.',
    params: ruleParamsSchema,
    output: silenceIdSchema,
  },
  async (ctx, { params: { ruleId } }) => {
    await deleteRule(ctx, platform, { id: ruleId })
    return { id: ruleId }
  },
)
