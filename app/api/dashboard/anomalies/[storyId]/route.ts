import { getOrganization } from '@/lib/accounts/queries'
import { storyDetailSchema, storyParamsSchema } from '@/lib/anomalies/api'
import { getStory } from '@/lib/anomalies/queries/find-story'
import { describeStory } from '@/lib/anomalies/stories/words'
import { readTenant } from '@/lib/http/read'
import { route } from '@/lib/http/route'

export const GET = route(
  {
    access: { tenant: 'scores:read' },
    summary: 'One story: what happened, why, who is affected, what to do, and the evidence.',
    params: storyParamsSchema,
    output: storyDetailSchema,
  },
  ({ organizationId }, { params }) =>
    readTenant({ organizationId }, async (tx) => {
      const [story, { timeZone }] = await Promise.all([getStory(tx, { organizationId, ...params }), getOrganization(tx, organizationId)])
      return { ...story, ...story.facts, ...describeStory(story, timeZone) }
    }),
)
