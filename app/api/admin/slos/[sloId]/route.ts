import { findRule } from '@/lib/alerts/queries/list-rules'
import { readPlatform } from '@/lib/http/read'
import { route } from '@/lib/http/route'
import { changedSlo, sloChangeSchema, sloDeletedSchema, sloIdSchema, sloParamsSchema, sloSchema, sloVersionSchema, tellSlo } from '@/lib/systems/api'
import { changeSlo, deleteSlo } from '@/lib/systems/commands/slos'
import { getSlo } from '@/lib/systems/queries/list-slos'

export const GET = route(
  { access: { permission: 'admin.read' }, summary: 'An SLO, and how it stands.', params: sloParamsSchema, output: sloSchema },
  async (ctx, { params: { sloId } }) => tellSlo(await readPlatform(ctx, (tx) => getSlo(tx, sloId, ctx.now))),
)

export const PATCH = route(
  {
    access: { permission: 'alerts.write' },
    summary: 'Changes fields of an SLO, and its alert rule with it; 409 when the version is not the newest.',
    params: sloParamsSchema,
    body: sloChangeSchema,
    output: sloIdSchema,
  },
  async (ctx, { params: { sloId }, body: { version, change } }) => {
    const { slo, rule } = await readPlatform(ctx, async (tx) => {
      const found = await getSlo(tx, sloId, ctx.now)
      return { slo: found, rule: found.ruleId === null ? null : await findRule(tx, { by: { id: found.ruleId }, organizationId: null, now: ctx.now }) }
    })
    return changeSlo(ctx, { id: sloId, version, input: changedSlo(slo, rule?.options.minBad ?? null, change) })
  },
)

export const DELETE = route(
  {
    access: { permission: 'alerts.write' },
    summary: 'Deletes an SLO and its alert rule; what that has open resolves. 409 when the version is not the newest.',
    params: sloParamsSchema,
    query: sloVersionSchema,
    output: sloDeletedSchema,
  },
  async (ctx, { params: { sloId }, query: { version } }) => {
    await deleteSlo(ctx, { id: sloId, version })
    return { id: sloId }
  },
)
