import { ruleIdSchema, ruleListSchema, rulesQuerySchema } from '@/lib/alerts/api'
import { createRule } from '@/lib/alerts/commands/rules'
import { countRules, listRules } from '@/lib/alerts/queries/list-rules'
import { ruleInputSchema } from '@/lib/alerts/rule-input'
import { readTenant } from '@/lib/http/read'
import { route } from '@/lib/http/route'

export const GET = route(
  {
    access: { tenant: 'alerts:read' },
    summary: 'Alert rules of the organization: those with something open first, then by name.',
    query: rulesQuerySchema,
    output: ruleListSchema,
  },
  (ctx, { query: { limit, offset, ...narrowed } }) => {
    const filter = { ...narrowed, organizationId: ctx.organizationId, now: ctx.now }
    return readTenant(ctx, async (tx) => ({ rules: await listRules(tx, { ...filter, limit, offset }), total: await countRules(tx, filter) }))
  },
)

export const POST = route(
  {
    access: { tenant: 'alerts:write' },
    summary: 'Writes an alert rule; one that could never fire is refused with the reason.',
    body: ruleInputSchema,
    output: ruleIdSchema,
    status: 201,
  },
  (ctx, { body }) => createRule(ctx, { organizationId: ctx.organizationId }, body),
)
