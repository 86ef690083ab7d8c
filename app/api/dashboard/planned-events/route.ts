import { plannedCancelSchema, plannedIdSchema, plannedListSchema, plannedQuerySchema } from '@/lib/anomalies/planned/api'
import { cancelPlannedEvent, planEvent } from '@/lib/anomalies/planned/commands'
import { planInputSchema } from '@/lib/anomalies/planned/model'
import { countPlanned, listPlanned } from '@/lib/anomalies/planned/queries/list-planned'
import { readTenant } from '@/lib/http/read'
import { route } from '@/lib/http/route'

export const GET = route(
  {
    access: { tenant: 'metrics:read' },
    summary: 'Planned events of the organization and those for everybody: under way first, then what comes, then what is over.',
    query: plannedQuerySchema,
    output: plannedListSchema,
  },
  (ctx, { query: { limit, offset, ...narrowed } }) => {
    const filter = { ...narrowed, organizationId: ctx.organizationId, now: ctx.now }
    return readTenant(ctx, async (tx) => ({
      events: (await listPlanned(tx, { ...filter, limit, offset })).map(({ fromAt, toAt, organizationId, ...event }) => ({
        ...event,
        from: fromAt,
        to: toAt,
        forEverybody: organizationId === null,
      })),
      total: await countPlanned(tx, filter),
    }))
  },
)

export const POST = route(
  {
    access: { tenant: 'metrics:read' },
    summary: 'Plans an event, in which nothing that is out of the ordinary opens a story. For people who are signed in; API keys only read.',
    body: planInputSchema,
    output: plannedIdSchema,
    status: 201,
  },
  (ctx, { body }) => planEvent(ctx, body),
)

export const DELETE = route(
  {
    access: { tenant: 'metrics:read' },
    summary: 'Cancels a planned event (?id=). For people who are signed in; API keys only read.',
    query: plannedCancelSchema,
    output: plannedIdSchema,
  },
  async (ctx, { query: { id } }) => {
    await cancelPlannedEvent(ctx, id)
    return { id }
  },
)
