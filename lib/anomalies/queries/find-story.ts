import { asc, desc, eq, type SQL, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { anomalyEvents, anomalyStories } from '@/db/schema/anomalies'
import { tools } from '@/db/schema/tools'
import { AppError } from '@/lib/errors'
import type { StoryEvent, StoryRow, StoryView } from '../view'
import { type Row, read, selectStories } from './story-row'

/** The most stretches that a story's page lists: a platform story can cover hundreds of tools. */
const MOST_EVENTS = 200

/**
 * A story of an organization.
 * @throws AppError not_found: there is none of this id, it is another's, or it was withdrawn
 */
export function getStory(tx: Tx, { organizationId, storyId }: { organizationId: string; storyId: string }): Promise<StoryView> {
  return storyWhere(tx, sql`s.id::text = ${storyId} and s.organization_id = ${organizationId} and s.state <> 'withdrawn'`)
}

/**
 * Any story, for staff.
 * @throws AppError not_found
 */
export function getAnyStory(tx: Tx, { storyId }: { storyId: string }): Promise<StoryView> {
  return storyWhere(tx, sql`s.id::text = ${storyId} and s.state <> 'withdrawn'`)
}

/** The developers' stories that a platform story holds together, the worst first. */
export async function listParts(tx: Tx, { storyId }: { storyId: string }): Promise<StoryRow[]> {
  const rows = await tx.execute<Row>(sql`
    ${selectStories} where s.platform_story_id::text = ${storyId} and s.state <> 'withdrawn' order by s.severity desc, s.impact desc, s.id`)
  return rows.map(read)
}

async function storyWhere(tx: Tx, condition: SQL): Promise<StoryView> {
  const [row] = await tx.execute<Row>(sql`${selectStories} where ${condition}`)
  if (!row) throw new AppError('not_found', 'There is no such story.')
  const story = read(row)
  const [said] = await tx
    .select({
      createdAt: anomalyStories.createdAt,
      confirmed: anomalyStories.confirmed,
      by: anomalyStories.feedbackBy,
      at: anomalyStories.feedbackAt,
      note: anomalyStories.feedbackNote,
    })
    .from(anomalyStories)
    .where(eq(anomalyStories.id, story.id))
  const { createdAt = story.startedAt, ...feedback } = said ?? { confirmed: null, by: null, at: null, note: null }
  return { ...story, createdAt, feedback, events: await eventsOf(tx, story) }
}

/** The stretches of a story; those of a platform story are in its parts. */
function eventsOf(tx: Tx, { id, organizationId }: StoryRow): Promise<StoryEvent[]> {
  return tx
    .select({
      id: anomalyEvents.id,
      organizationId: anomalyEvents.organizationId,
      toolId: anomalyEvents.toolId,
      toolName: tools.name,
      metric: anomalyEvents.metric,
      severity: anomalyEvents.severity,
      state: anomalyEvents.state,
      baselineValue: anomalyEvents.baselineValue,
      currentValue: anomalyEvents.currentValue,
      description: anomalyEvents.description,
      startedAt: anomalyEvents.startedAt,
      lastBadAt: anomalyEvents.lastBadAt,
      endedAt: anomalyEvents.endedAt,
    })
    .from(anomalyEvents)
    .innerJoin(tools, eq(tools.id, anomalyEvents.toolId))
    .innerJoin(anomalyStories, eq(anomalyStories.id, anomalyEvents.storyId))
    .where(sql`${organizationId === null ? eq(anomalyStories.platformStoryId, id) : eq(anomalyStories.id, id)} and ${anomalyEvents.state} <> 'withdrawn'`)
    .orderBy(desc(anomalyEvents.impact), asc(anomalyEvents.startedAt), asc(anomalyEvents.id))
    .limit(MOST_EVENTS)
}
