import { z } from 'zod'
import { channelTestSchema } from '@/lib/channels/api'
import { sendChannelTest } from '@/lib/channels/commands/send-now'
import { route } from '@/lib/http/route'
import { answerOf } from '@/lib/post-result'

export const POST = route(
  {
    access: { tenant: 'alerts:write' },
    summary: 'Sends a test to an alert channel and answers what the channel answered.',
    body: z.object({ channelId: z.uuid() }),
    output: channelTestSchema,
  },
  async (ctx, { body: { channelId } }) => {
    const { deliveryId, accepted, error, result } = await sendChannelTest(ctx, { owner: ctx.organizationId, id: channelId })
    return { deliveryId, accepted, error, ...answerOf(result) }
  },
)
