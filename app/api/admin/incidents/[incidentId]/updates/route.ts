import { readPlatform } from '@/lib/http/read'
import { route } from '@/lib/http/route'
import { changedSchema, incidentParamsSchema } from '@/lib/incidents/api'
import { postUpdate } from '@/lib/incidents/commands/update-story'
import { updateInput } from '@/lib/incidents/input'
import { getIncidentId } from '@/lib/incidents/queries/incident-id'

export const POST = route(
  {
    access: { permission: 'incidents.create' },
    summary: 'Writes an update into the story of an incident, with another status or other systems where they are given.',
    params: incidentParamsSchema,
    body: updateInput,
    output: changedSchema,
    status: 201,
  },
  async (ctx, { params, body }) => postUpdate(ctx, await readPlatform(ctx, (tx) => getIncidentId(tx, params.incidentId)), body),
)
