import type { Tx } from '@/db/client'
import type { Heat } from '../timeline'
import type { StoryRow } from '../view'
import { getHeat } from './heat'
import { listStories } from './list-stories'

/** Tools and stories that the card has room for. */
const MOST_TOOLS = 8
const MOST_STORIES = 40

/** The last seven days of an organization, or of one of its tools: the strip and the stories. */
export async function getAnomalyWeek(
  tx: Tx,
  { organizationId, toolId, now }: { organizationId: string; toolId?: string; now: Date },
): Promise<{ heat: Heat; stories: StoryRow[] }> {
  const [heat, stories] = await Promise.all([
    getHeat(tx, { organizationId, toolId, now, days: 7, most: MOST_TOOLS }),
    listStories(tx, { organizationId, tool: toolId, now, days: '7', limit: MOST_STORIES }),
  ])
  return { heat, stories }
}
