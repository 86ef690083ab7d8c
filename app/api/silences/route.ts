import { silenceEndSchema, silenceIdSchema, silenceListSchema, silencesQuerySchema } from '@/lib/alerts/api'
import { createSilence, endSilence } from '@/lib/alerts/commands/silences'
import { countSilences, listSilences } from '@/lib/alerts/queries/silences'
import { silenceInputSchema } from '@/lib/alerts/silence-input'
import { readTenant } from '@/lib/http/read'
import { route } from '@/lib/http/route'

export const GET = route(
  {
    access: { tenant: 'alerts:read' },
    summary: 'Silences of the organization: those that hold first, the next to end first among them.',
    query: silencesQuerySchema,
    output: silenceListSchema,
  },
  (ctx, { query: { limit, offset, state } }) => {
    const filter = { of: { organizationId: ctx.organizationId }, now: ctx.now, ...(state ? { state } : {}) }
    return readTenant(ctx, async (tx) => ({ silences: await listSilences(tx, { ...filter, limit, offset }), total: await countSilences(tx, filter) }))
  },
)

export const POST = route(
  {
    access: { tenant: 'alerts:write' },
    summary: 'Silences alerts whose labels match all of the conditions, until a moment.',
    body: silenceInputSchema,
    output: silenceIdSchema,
    status: 201,
  },
  (ctx, { body }) => createSilence(ctx, { organizationId: ctx.organizationId }, body),
)

export const DELETE = route(
  {
    access: { tenant: 'alerts:write' },
    summary: 'Ends a silence before its time (?id=).',
    query: silenceEndSchema,
    output: silenceIdSchema,
  },
  async (ctx, { query: { id } }) => {
    await endSilence(ctx, { organizationId: ctx.organizationId }, id)
    return { id }
  },
)
