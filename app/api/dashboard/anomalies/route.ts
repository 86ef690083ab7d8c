import { storyListInputSchema, storyListSchema } from '@/lib/anomalies/api'
import { readCursor, writeCursor } from '@/lib/anomalies/filter'
import { listStories } from '@/lib/anomalies/queries/list-stories'
import { AppError } from '@/lib/errors'
import { readTenant } from '@/lib/http/read'
import { route } from '@/lib/http/route'

export const GET = route(
  {
    access: { tenant: 'scores:read' },
    summary: 'Stories of the organization’s tools, the newest first: what was out of the ordinary, one entry a cause.',
    query: storyListInputSchema,
    output: storyListSchema,
  },
  ({ organizationId, now }, { query: { cursor, limit, ...filter } }) =>
    readTenant({ organizationId }, async (tx) => {
      const after = cursor === undefined ? undefined : readCursor(cursor)
      if (after === null) throw new AppError('invalid', 'This cursor was not given out here: leave it out to begin with the newest story.')
      const found = await listStories(tx, { organizationId, now, ...filter, after, limit: limit + 1 })
      const stories = found.slice(0, limit)
      const last = stories.at(-1)
      return { stories: stories.map((story) => ({ ...story, ...story.facts })), nextCursor: found.length > limit && last ? writeCursor(last) : null }
    }),
)
