import type postgres from 'postgres'
import type { AnomalyMetric, AnomalySeverity, AnomalyState, StoryFacts } from '@/lib/anomalies/model'
import { newId } from '@/lib/ids'

/** What is known of a story without a known cause. */
const plainFacts: StoryFacts = {
  cause: null,
  evidence: [],
  suspects: [],
  affected: { tools: [], developers: 1, consumers: 3, consumerNames: [], calls: 900, failedCalls: 120, revenueMicros: -4_000_000 },
  signs: [],
  platform: null,
  examined: null,
}

interface StoryWish {
  organizationId: string | null
  title?: string
  severity?: AnomalySeverity
  state?: AnomalyState
  facts?: Partial<StoryFacts>
  startedAt: Date
  endedAt?: Date | null
  platformStoryId?: string | null
  /** Its stretches. */
  events?: { toolId: string; metric: AnomalyMetric; baselineValue?: number; currentValue?: number }[]
}

/** A story as the story pass writes it, with its stretches; returns its id. */
export async function seedStory(owner: postgres.Sql, wish: StoryWish): Promise<string> {
  const id = newId()
  const {
    organizationId,
    title = 'Errors on Route planner',
    severity = 'critical',
    state = 'ongoing',
    startedAt,
    endedAt = null,
    platformStoryId = null,
  } = wish
  const facts = { ...plainFacts, ...wish.facts }
  await owner`
    insert into anomaly_stories (id, organization_id, platform_story_id, cause_key, severity, state, impact, title, facts, started_at, last_bad_at, ended_at)
    values (${id}, ${organizationId}, ${platformStoryId}, ${`tool:${id}`}, ${severity}, ${state}, 0.5, ${title}, ${JSON.stringify(facts)}::text::jsonb, ${startedAt}, ${endedAt ?? startedAt}, ${endedAt})`
  for (const event of wish.events ?? []) {
    await owner`
      insert into anomaly_events (organization_id, tool_id, story_id, metric, severity, state, z_score, impact, baseline_value, current_value, description, started_at, last_bad_at, ended_at)
      values (${organizationId}, ${event.toolId}, ${id}, ${event.metric}, ${severity}, ${state}, 8, 0.5, ${event.baselineValue ?? 0.01}, ${event.currentValue ?? 0.4},
        'Far above what is usual.', ${startedAt}, ${endedAt ?? startedAt}, ${endedAt})`
  }
  return id
}
