import { readPlatform } from '@/lib/http/read'
import { route } from '@/lib/http/route'
import { changedSchema, incidentParamsSchema } from '@/lib/incidents/api'
import { changeSeverity } from '@/lib/incidents/commands/change-severity'
import { severityInput } from '@/lib/incidents/input'
import { getIncidentId } from '@/lib/incidents/queries/incident-id'

export const POST = route(
  {
    access: { permission: 'incidents.create' },
    summary: 'Makes an incident graver or lighter. Into or out of SEV1 needs incidents.create_sev1.',
    params: incidentParamsSchema,
    body: severityInput,
    output: changedSchema,
  },
  async (ctx, { params, body }) => changeSeverity(ctx, await readPlatform(ctx, (tx) => getIncidentId(tx, params.incidentId)), body),
)
