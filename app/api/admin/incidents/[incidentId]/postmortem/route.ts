import { readPlatform } from '@/lib/http/read'
import { route } from '@/lib/http/route'
import { incidentParamsSchema, postmortemSchema } from '@/lib/incidents/api'
import { savePostmortem } from '@/lib/incidents/commands/postmortems'
import { postmortemInput } from '@/lib/incidents/input'
import { getIncidentId } from '@/lib/incidents/queries/incident-id'

export const PUT = route(
  {
    access: { permission: 'incidents.create' },
    summary: 'Saves the post-mortem of an incident; version 0 where there is none yet. That of somebody else needs incidents.edit_postmortem.',
    params: incidentParamsSchema,
    body: postmortemInput,
    output: postmortemSchema,
  },
  async (ctx, { params, body }) => savePostmortem(ctx, await readPlatform(ctx, (tx) => getIncidentId(tx, params.incidentId)), body),
)
