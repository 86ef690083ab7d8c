import { silenceEndSchema, silenceIdSchema, silenceListSchema, silencesQuerySchema } from '@/lib/alerts/api'
import { createSilence, endSilence } from '@/lib/alerts/commands/silences'
import { countSilences, listSilences } from '@/lib/alerts/queries/silences'
import { silenceInputSchema } from '@/lib/alerts/silence-input'
import { readPlatform } from '@/lib/http/read'
import { route } from '@/lib/http/route'

const platform = { organizationId: null }

export const GET = route(
  {
    access: { permission: 'admin.read' },
    summary: 'Silences of the platform: those that hold first, the next to end first among them.',
    query: silencesQuerySchema,
    output: silenceListSchema,
  },
  (ctx, { query: { limit, offset, state } }) => {
    const filter = { of: platform, now: ctx.now, ...(state ? { state } : {}) }
    return readPlatform(ctx, async (tx) => ({ silences: await listSilences(tx, { ...filter, limit, offset }), total: await countSilences(tx, filter) }))
  },
)

export const POST = route(
  {
    access: { permission: 'alerts.write' },
    summary: 'Silences alerts of the platform whose labels match all of the conditions, until a moment.',
    body: silenceInputSchema,
    output: silenceIdSchema,
    status: 201,
  },
  (ctx, { body }) => createSilence(ctx, platform, body),
)

export const DELETE = route(
  {
    access: { permission: 'alerts.write' },
    summary: 'Ends a silence of the platform before its time (?id=).',
    query: silenceEndSchema,
    output: silenceIdSchema,
  },
  async (ctx, { query: { id } }) => {
    await endSilence(ctx, platform, id)
    return { id }
  },
)
