import { changedRule, ruleChangeSchema, ruleIdSchema, ruleParamsSchema, ruleSchema, silenceIdSchema } from '@/lib/alerts/api'
import { changeRule, deleteRule } from '@/lib/alerts/commands/rules'
import { getRule } from '@/lib/alerts/queries/list-rules'
import { readTenant } from '@/lib/http/read'
import { route } from '@/lib/http/route'

export const GET = route(
  { access: { tenant: 'alerts:read' }, summary: 'An alert rule.', params: ruleParamsSchema, output: ruleSchema },
  (ctx, { params: { ruleId } }) => readTenant(ctx, (tx) => getRule(tx, { id: ruleId, organizationId: ctx.organizationId, now: ctx.now })),
)

export const PATCH = route(
  {
    access: { tenant: 'alerts:write' },
    summary: 'Changes fields of an alert rule; 409 when the version is not the newest.',
    params: ruleParamsSchema,
    body: ruleChangeSchema,
    output: ruleIdSchema,
  },
  async (ctx, { params: { ruleId }, body: { version, change } }) => {
    const owner = { organizationId: ctx.organizationId }
    const rule = await readTenant(ctx, (tx) => getRule(tx, { id: ruleId, ...owner, now: ctx.now }))
    return changeRule(ctx, owner, { id: ruleId, version, input: changedRule(rule, change) })
  },
)

export const DELETE = route(
  {
    access: { tenant: 'alerts:write' },
    summary: 'Deletes an alert rule; what it has open resolves, its past alerts stay.',
    params: ruleParamsSchema,
    output: silenceIdSchema,
  },
  async (ctx, { params: { ruleId } }) => {
    await deleteRule(ctx, { organizationId: ctx.organizationId }, { id: ruleId })
    return { id: ruleId }
  },
)
