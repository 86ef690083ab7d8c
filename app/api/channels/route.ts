import { channelAddedSchema, channelListSchema } from '@/lib/channels/api'
import { channelInputSchema } from '@/lib/channels/channel-input'
import { addChannel } from '@/lib/channels/commands/manage'
import { listChannels } from '@/lib/channels/queries/list-channels'
import { readTenant } from '@/lib/http/read'
import { route } from '@/lib/http/route'

export const GET = route(
  { access: { tenant: 'alerts:read' }, summary: 'The organization’s alert channels and how they have been doing.', output: channelListSchema },
  ({ organizationId, now }) => readTenant({ organizationId }, async (tx) => ({ channels: await listChannels(tx, { owner: organizationId, now }) })),
)

export const POST = route(
  {
    access: { tenant: 'alerts:write' },
    summary: 'Adds an alert channel. For a webhook its signing secret is answered, once.',
    body: channelInputSchema,
    output: channelAddedSchema,
    status: 201,
  },
  (ctx, { body }) => addChannel(ctx, ctx.organizationId, body),
)
