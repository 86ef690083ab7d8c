import { z } from 'zod'
import { deliveryDetailSchema } from '@/lib/channels/api'
import { findDelivery } from '@/lib/channels/queries/list-deliveries'
import { AppError } from '@/lib/errors'
import { readTenant } from '@/lib/http/read'
import { route } from '@/lib/http/route'

export const GET = route(
  {
    access: { tenant: 'alerts:read' },
    summary: 'A message to an alert channel with what was sent and every answer.',
    params: z.object({ messageId: z.uuid() }),
    output: deliveryDetailSchema,
  },
  ({ organizationId }, { params: { messageId } }) =>
    readTenant({ organizationId }, async (tx) => {
      const found = await findDelivery(tx, { owner: organizationId, id: messageId })
      if (!found) throw new AppError('not_found', 'There is no such message.')
      return found
    }),
)
