import { z } from 'zod'
import { doneSchema } from '@/lib/channels/api'
import { channelChangeSchema } from '@/lib/channels/channel-input'
import { changeChannel, deleteChannel } from '@/lib/channels/commands/manage'
import { route } from '@/lib/http/route'

const params = z.object({ channelId: z.uuid() })

export const PATCH = route(
  {
    access: { tenant: 'alerts:write' },
    summary: 'Changes an alert channel, or switches it on or off; what is left out stays.',
    params,
    body: channelChangeSchema,
    output: doneSchema,
  },
  async (ctx, { params: { channelId }, body }) => {
    await changeChannel(ctx, { owner: ctx.organizationId, id: channelId }, body)
    return { ok: true as const }
  },
)

export const DELETE = route(
  { access: { tenant: 'alerts:write' }, summary: 'Deletes an alert channel; its log stays.', params, output: doneSchema },
  async (ctx, { params: { channelId } }) => {
    await deleteChannel(ctx, { owner: ctx.organizationId, id: channelId })
    return { ok: true as const }
  },
)
