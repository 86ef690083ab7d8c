import { deliveryListInputSchema, deliveryListSchema } from '@/lib/channels/api'
import { countDeliveries, listDeliveries } from '@/lib/channels/queries/list-deliveries'
import { readTenant } from '@/lib/http/read'
import { route } from '@/lib/http/route'

export const GET = route(
  {
    access: { tenant: 'alerts:read' },
    summary: 'Messages to the organization’s alert channels, the newest first.',
    query: deliveryListInputSchema,
    output: deliveryListSchema,
  },
  ({ organizationId }, { query: { limit, offset, ...filter } }) =>
    readTenant({ organizationId }, async (tx) => ({
      deliveries: await listDeliveries(tx, { owner: organizationId, ...filter, limit, offset }),
      total: await countDeliveries(tx, { owner: organizationId, ...filter }),
    })),
)
