import { readPlatform } from '@/lib/http/read'
import { route } from '@/lib/http/route'
import { incidentListSchema, incidentsQuerySchema, openedSchema } from '@/lib/incidents/api'
import { openIncident } from '@/lib/incidents/commands/open-incident'
import { openIncidentInput } from '@/lib/incidents/input'
import { countIncidents, listIncidents } from '@/lib/incidents/queries/list-incidents'

export const GET = route(
  { access: { permission: 'admin.read' }, summary: 'Incidents, newest first.', query: incidentsQuerySchema, output: incidentListSchema },
  (ctx, { query }) =>
    readPlatform(ctx, async (tx) => ({ incidents: await listIncidents(tx, { ...query, now: ctx.now }), total: await countIncidents(tx, query) })),
)

export const POST = route(
  {
    access: { permission: 'incidents.create' },
    summary: 'Opens an incident, or reports the open one of the same key again. SEV1 needs incidents.create_sev1.',
    body: openIncidentInput,
    output: openedSchema,
    status: 201,
  },
  async (ctx, { body }) => {
    const { incident, created } = await openIncident(ctx, body)
    return { ...incident, created }
  },
)
