import { bellSchema, seenSchema } from '@/lib/alerts/bell-api'
import { markAlertsSeen } from '@/lib/alerts/commands/mark-seen'
import { countUnseen, listNewest } from '@/lib/alerts/queries/bell'
import { readTenant } from '@/lib/http/read'
import { requirePerson } from '@/lib/http/require-person'
import { route } from '@/lib/http/route'

export const GET = route(
  {
    access: { tenant: 'alerts:read' },
    summary: 'The ten newest things that happened to alerts of the organization, and how many this person has not seen. For people who are signed in.',
    output: bellSchema,
  },
  (ctx) => {
    const reader = { userId: requirePerson(ctx).userId, organizationId: ctx.organizationId }
    return readTenant(ctx, async (tx) => ({ ...(await countUnseen(tx, reader, ctx.now)), events: await listNewest(tx, reader) }))
  },
)

export const POST = route(
  {
    access: { tenant: 'alerts:read' },
    summary: 'Remembers up to which event this person has seen the alerts of the organization. For people who are signed in.',
    body: seenSchema,
    output: seenSchema,
  },
  async (ctx, { body }) => {
    await markAlertsSeen(ctx, ctx.organizationId, body.seenSeq)
    return body
  },
)
