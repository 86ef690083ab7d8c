import { judgedSchema, storyParamsSchema } from '@/lib/anomalies/api'
import { getStory } from '@/lib/anomalies/queries/find-story'
import { judgeStory } from '@/lib/anomalies/stories/commands/feedback'
import { feedbackSchema } from '@/lib/anomalies/stories/feedback'
import { AppError } from '@/lib/errors'
import { readTenant } from '@/lib/http/read'
import { route } from '@/lib/http/route'

export const POST = route(
  {
    access: { tenant: 'scores:read' },
    summary: 'Says of a story that it was real, a false alarm, of no interest, or takes that back. For people who are signed in; API keys only read.',
    params: storyParamsSchema,
    body: feedbackSchema.omit({ storyId: true }),
    output: judgedSchema,
  },
  async (ctx, { params, body }) => {
    const feedback = feedbackSchema.safeParse({ ...body, ...params })
    // What is no id at all is as unknown as an id that nobody has.
    if (!feedback.success) throw new AppError('not_found', 'There is no such story.')
    await judgeStory(ctx, feedback.data)
    return readTenant(ctx, (tx) => getStory(tx, { organizationId: ctx.organizationId, storyId: feedback.data.storyId }))
  },
)
