import { AppError } from '@/lib/errors'
import { readPlatform } from '@/lib/http/read'
import { route } from '@/lib/http/route'
import { changedSchema, incidentParamsSchema, incidentSchema, tellIncidentDetail } from '@/lib/incidents/api'
import { changeDetails } from '@/lib/incidents/commands/change-details'
import { detailsInput } from '@/lib/incidents/input'
import { findIncident } from '@/lib/incidents/queries/find-incident'
import { getIncidentId } from '@/lib/incidents/queries/incident-id'

export const GET = route(
  {
    access: { permission: 'admin.read' },
    summary: 'An incident with its story, by its id or its number.',
    params: incidentParamsSchema,
    output: incidentSchema,
  },
  async (ctx, { params }) => {
    const incident = await readPlatform(ctx, (tx) => findIncident(tx, params.incidentId, ctx.now))
    if (!incident) throw new AppError('not_found', 'There is no such incident.')
    return tellIncidentDetail(incident)
  },
)

export const PATCH = route(
  {
    access: { permission: 'incidents.create' },
    summary: 'Changes the title, the beginning, the public message or the coverage of an incident.',
    params: incidentParamsSchema,
    body: detailsInput,
    output: changedSchema,
  },
  async (ctx, { params, body }) => changeDetails(ctx, await readPlatform(ctx, (tx) => getIncidentId(tx, params.incidentId)), body),
)
