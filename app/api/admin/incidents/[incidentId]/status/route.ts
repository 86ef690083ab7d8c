import { readPlatform } from '@/lib/http/read'
import { route } from '@/lib/http/route'
import { changedSchema, incidentParamsSchema } from '@/lib/incidents/api'
import { changeStatus } from '@/lib/incidents/commands/change-status'
import { statusInput } from '@/lib/incidents/input'
import { getIncidentId } from '@/lib/incidents/queries/incident-id'

export const POST = route(
  {
    access: { permission: 'incidents.create' },
    summary: 'Brings an incident to another status. Resolving one of somebody else needs incidents.resolve.',
    params: incidentParamsSchema,
    body: statusInput,
    output: changedSchema,
  },
  async (ctx, { params, body }) => changeStatus(ctx, await readPlatform(ctx, (tx) => getIncidentId(tx, params.incidentId)), body),
)
