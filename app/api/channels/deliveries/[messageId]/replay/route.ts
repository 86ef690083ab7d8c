import { z } from 'zod'
import { doneSchema } from '@/lib/channels/api'
import { sendAgain } from '@/lib/channels/commands/send-now'
import { route } from '@/lib/http/route'

export const POST = route(
  {
    access: { tenant: 'alerts:write' },
    summary: 'Sends a message again, with the same id and body.',
    params: z.object({ messageId: z.uuid() }),
    output: doneSchema,
  },
  async (ctx, { params: { messageId } }) => {
    await sendAgain(ctx, { owner: ctx.organizationId, id: messageId })
    return { ok: true as const }
  },
)
