import { readPlatform } from '@/lib/http/read'
import { route } from '@/lib/http/route'
import { followupSchema, incidentParamsSchema } from '@/lib/incidents/api'
import { addFollowup } from '@/lib/incidents/commands/followups'
import { followupInput } from '@/lib/incidents/input'
import { getIncidentId } from '@/lib/incidents/queries/incident-id'

export const POST = route(
  {
    access: { permission: 'incidents.create' },
    summary: 'Adds work that follows from an incident.',
    params: incidentParamsSchema,
    body: followupInput,
    output: followupSchema,
    status: 201,
  },
  async (ctx, { params, body }) => addFollowup(ctx, await readPlatform(ctx, (tx) => getIncidentId(tx, params.incidentId)), body),
)
