import { readPlatform } from '@/lib/http/read'
import { route } from '@/lib/http/route'
import { followupParamsSchema, followupSchema } from '@/lib/incidents/api'
import { changeFollowup, settleFollowup } from '@/lib/incidents/commands/followups'
import { followupChangeInput, settleInput } from '@/lib/incidents/input'
import { getIncidentId } from '@/lib/incidents/queries/incident-id'

export const PUT = route(
  {
    access: { permission: 'incidents.create' },
    summary: 'Changes a follow-up that is open.',
    params: followupParamsSchema,
    body: followupChangeInput,
    output: followupSchema,
  },
  async (ctx, { params: { incidentId, followupId }, body }) =>
    changeFollowup(ctx, await readPlatform(ctx, (tx) => getIncidentId(tx, incidentId)), followupId, body),
)

export const POST = route(
  {
    access: { permission: 'incidents.create' },
    summary: 'Settles a follow-up: done, not doing with a reason, or open again.',
    params: followupParamsSchema,
    body: settleInput,
    output: followupSchema,
  },
  async (ctx, { params: { incidentId, followupId }, body }) =>
    settleFollowup(ctx, await readPlatform(ctx, (tx) => getIncidentId(tx, incidentId)), followupId, body),
)
