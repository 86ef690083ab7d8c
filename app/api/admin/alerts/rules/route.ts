import { ruleIdSchema, ruleListSchema, rulesQuerySchema } from '@/lib/alerts/api'
import { createRule } from '@/lib/alerts/commands/rules'
import { countRules, listRules } from '@/lib/alerts/queries/list-rules'
import { ruleInputSchema } from '@/lib/alerts/rule-input'
import { readPlatform } from '@/lib/http/read'
import { route } from '@/lib/http/route'

export const GET = route(
  { access: { permission: 'admin.read' }, summary: 'The alert rules of the platform.', query: rulesQuerySchema, output: ruleListSchema },
  (ctx, { query: { limit, offset, ...narrowed } }) => {
    const filter = { ...narrowed, organizationId: null, now: ctx.now }
    return readPlatform(ctx, async (tx) => ({ rules: await listRules(tx, { ...filter, limit, offset }), total: await countRules(tx, filter) }))
  },
)

export const POST = route(
  { access: { permission: 'alerts.write' }, summary: 'Writes an alert rule of the platform.', body: ruleInputSchema, output: ruleIdSchema, status: 201 },
  (ctx, { body }) => createRule(ctx, { organizationId: null }, body),
)
