import { randomUUID } from 'node:crypto'
import type postgres from 'postgres'
import type { AnomalySeverity, AnomalyState, StoryFacts } from '@/lib/anomalies/model'
import { MINUTE } from '@/lib/time'

/** What a story is about, where a test does not care. */
function storyFacts(over: Partial<StoryFacts> = {}): StoryFacts {
  return {
    cause: null,
    evidence: [],
    suspects: [],
    affected: { tools: [], developers: 1, consumers: 2, consumerNames: ['Borealis'], calls: 1_000, failedCalls: 400, revenueMicros: -5_000_000 },
    signs: [],
    platform: null,
    examined: null,
    ...over,
  }
}

/** A cause that is nobody's fault among the publishers. */
export function providerCause(label = 'acme'): StoryFacts['cause'] {
  return { kind: 'provider', value: label, label, pattern: 'errors', statusCode: 503, confidence: 1 }
}

export interface StorySeed {
  /** Null: a story of the platform. */
  organizationId: string | null
  toolId?: string
  platformStoryId?: string | null
  severity?: AnomalySeverity
  state?: AnomalyState
  title?: string
  facts?: Partial<StoryFacts>
  startedAt: Date
  /** When the pass first saw it: two minutes after it began, unless said. */
  createdAt?: Date
  endedAt?: Date | null
}

/** A story, with one event of its tool where it has one. */
export async function seedStory(owner: postgres.Sql, story: StorySeed): Promise<string> {
  const id = randomUUID()
  const { organizationId, toolId, platformStoryId = null, severity = 'critical', state = 'ongoing', title = 'Errors on Route planner', startedAt } = story
  const { createdAt = new Date(startedAt.getTime() + 2 * MINUTE), endedAt = null } = story
  const tools = toolId && organizationId ? [{ id: toolId, name: 'Route planner', organizationId }] : []
  const signs: StoryFacts['signs'] = toolId ? [{ metric: 'error_rate', direction: 'up', toolId, observed: 0.4, usual: 0.01 }] : []
  const base = storyFacts({ signs })
  const facts = { ...base, affected: { ...base.affected, tools }, ...story.facts }
  await owner`
    insert into anomaly_stories (id, organization_id, platform_story_id, cause_key, severity, state, impact, title, facts, started_at, last_bad_at, ended_at, created_at)
    values (${id}, ${organizationId}, ${platformStoryId}, ${`tool:${toolId ?? id}`}, ${severity}, ${state}, 0.5, ${title}, ${JSON.stringify(facts)}::text::jsonb, ${startedAt},
      ${endedAt ?? startedAt}, ${endedAt}, ${createdAt})`
  if (organizationId && toolId)
    await owner`
      insert into anomaly_events (organization_id, tool_id, story_id, metric, severity, state, z_score, impact, baseline_value, current_value, description, started_at, last_bad_at, ended_at)
      values (${organizationId}, ${toolId}, ${id}, ${`error_rate:${id}`}, ${severity}, ${state}, 5, 0.5, 0.01, 0.4, 'Errors', ${startedAt}, ${endedAt ?? startedAt}, ${endedAt})`
  return id
}
