import { sql } from 'drizzle-orm'
import type { AnomalySeverity, AnomalyState, StoryFacts } from '../model'
import type { StoryRow } from '../view'

/** What `read` reads; conditions follow. */
export const selectStories = sql`
  select s.id, s.organization_id, o.name as organization_name, s.platform_story_id, s.severity, s.state, s.impact, s.title, s.facts,
    s.started_at, s.last_bad_at, s.ended_at, s.confirmed
  from anomaly_stories s left join organizations o on o.id = s.organization_id`

/** As the driver gives it. */
export interface Row extends Record<string, unknown> {
  id: string
  organization_id: string | null
  organization_name: string | null
  platform_story_id: string | null
  severity: AnomalySeverity
  state: AnomalyState
  impact: number
  title: string
  facts: StoryFacts
  started_at: string
  last_bad_at: string
  ended_at: string | null
  confirmed: boolean | null
}

/** A row with its moments. */
export function read(row: Row): StoryRow {
  return {
    id: row.id,
    organizationId: row.organization_id,
    organizationName: row.organization_name,
    platformStoryId: row.platform_story_id,
    severity: row.severity,
    state: row.state,
    impact: row.impact,
    title: row.title,
    facts: row.facts,
    startedAt: new Date(row.started_at),
    lastBadAt: new Date(row.last_bad_at),
    endedAt: row.ended_at === null ? null : new Date(row.ended_at),
    confirmed: row.confirmed,
  }
}
