import { bellSchema, seenSchema } from '@/lib/alerts/bell-api'
import { markAlertsSeen } from '@/lib/alerts/commands/mark-seen'
import { countUnseen, listNewest } from '@/lib/alerts/queries/bell'
import { readPlatform } from '@/lib/http/read'
import { requirePerson } from '@/lib/http/require-person'
import { route } from '@/lib/http/route'

export const GET = route(
  {
    access: { permission: 'admin.read' },
    summary: 'The ten newest things that happened to alerts of the platform, and how many this person has not seen.',
    output: bellSchema,
  },
  (ctx) => {
    const reader = { userId: requirePerson(ctx).userId, organizationId: null }
    return readPlatform(ctx, async (tx) => ({ ...(await countUnseen(tx, reader, ctx.now)), events: await listNewest(tx, reader) }))
  },
)

export const POST = route(
  {
    access: { permission: 'admin.read' },
    summary: 'Remembers up to which event this person has seen the alerts of the platform.',
    body: seenSchema,
    output: seenSchema,
  },
  async (ctx, { body }) => {
    await markAlertsSeen(ctx, null, body.seenSeq)
    return body
  },
)
