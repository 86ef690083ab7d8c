import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { HOUR, MINUTE } from '@/lib/time'
import type { AnomalyMetric, AnomalySeverity, AnomalyState } from '../../model'
import type { Standing } from '../group'
import { type StoryEvent, TOGETHER_MS } from '../model'

/** An event as it was read; updatedAt tells whether it has changed since. */
export interface ReadEvent extends StoryEvent {
  updatedAt: Date
}

export interface ReadStory extends Standing {
  organizationId: string | null
  platformStoryId: string | null
}

/** Detection writes for minutes under one moment, and commits later. */
const OVERLAP_MS = 15 * MINUTE
/** An event that no story could be written for is tried again for so long. */
const UNTOLD_MS = 72 * HOUR

/** What there is to look at: events that changed since the last look, those of stories under way, and those without a story. */
export function readSeeds(tx: Tx, { since, now }: { since: Date | null; now: Date }): Promise<ReadEvent[]> {
  return select(
    tx,
    sql`select e.* from anomaly_events e
      where e.updated_at > ${new Date((since?.getTime() ?? 0) - OVERLAP_MS)}
        or e.story_id in (select s.id from anomaly_stories s where s.state = 'ongoing' and s.organization_id is not null)
        or (e.story_id is null and e.state <> 'withdrawn' and e.started_at > ${new Date(now.getTime() - UNTOLD_MS)})`,
  )
}

/**
 * The events that may be in one story with these, which are left out: of the same story, or, close in time,
 * of the same tool or of the same cause in the same organization.
 */
export function readNeighbours(tx: Tx, events: readonly StoryEvent[], known: readonly string[]): Promise<ReadEvent[]> {
  const rows = events.map(({ id, organizationId, toolId, storyId, causeKey, startedAt, lastBadAt }) => ({
    id,
    organization_id: organizationId,
    tool_id: toolId,
    story_id: storyId,
    cause_key: causeKey,
    started_at: startedAt,
    last_bad_at: lastBadAt,
  }))
  const together = sql`${`${TOGETHER_MS} milliseconds`}::interval`
  return select(
    tx,
    sql`
      with near as (
        select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as n (
          id uuid, organization_id uuid, tool_id uuid, story_id uuid, cause_key text, started_at timestamptz, last_bad_at timestamptz)
      )
      select distinct e.* from near n
      join anomaly_events e on e.organization_id = n.organization_id
        and (e.tool_id = n.tool_id or e.cause_key = n.cause_key)
        and e.started_at <= greatest(n.last_bad_at, n.started_at) + ${together}
        and greatest(e.last_bad_at, e.started_at) + ${together} >= n.started_at
      where e.id <> all (${asArray(known)})
      union
      select e.* from anomaly_events e
      where e.story_id in (select story_id from near where story_id is not null) and e.id <> all (${asArray(known)})`,
  )
}

/** Stories by id, those of them that exist. */
export async function readStanding(tx: Tx, ids: readonly string[]): Promise<Map<string, ReadStory>> {
  if (ids.length === 0) return new Map()
  const rows = await tx.execute<{
    id: string
    organization_id: string | null
    platform_story_id: string | null
    state: AnomalyState
    severity: AnomalySeverity
    created_at: string
    started_at: string
  }>(sql`select id, organization_id, platform_story_id, state, severity, created_at, started_at from anomaly_stories where id = any (${asArray(ids)})`)
  return new Map(
    rows.map((row) => [
      row.id,
      {
        id: row.id,
        organizationId: row.organization_id,
        platformStoryId: row.platform_story_id,
        state: row.state,
        severity: row.severity,
        createdAt: new Date(row.created_at),
        startedAt: new Date(row.started_at),
      },
    ]),
  )
}

/** Ids as Postgres takes them in one parameter. */
export function asArray(ids: readonly string[]) {
  return sql`(select coalesce(array_agg(value::uuid), '{}') from jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb))::uuid[]`
}

interface Row extends Record<string, unknown> {
  id: string
  organization_id: string
  tool_id: string
  story_id: string | null
  cause_key: string | null
  metric: AnomalyMetric
  severity: AnomalySeverity
  state: AnomalyState
  impact: number
  baseline_value: number
  current_value: number
  started_at: string
  last_bad_at: string
  ended_at: string | null
  updated_at: string
}

async function select(tx: Tx, events: ReturnType<typeof sql>): Promise<ReadEvent[]> {
  const rows = await tx.execute<Row>(sql`
    select id, organization_id, tool_id, story_id, cause_key, metric, severity, state, impact, baseline_value, current_value, started_at, last_bad_at, ended_at, updated_at
    from (${events}) as e`)
  return rows.map((row) => ({
    id: row.id,
    organizationId: row.organization_id,
    toolId: row.tool_id,
    storyId: row.story_id,
    causeKey: row.cause_key,
    metric: row.metric,
    severity: row.severity,
    state: row.state,
    impact: row.impact,
    usual: row.baseline_value,
    observed: row.current_value,
    startedAt: new Date(row.started_at),
    lastBadAt: new Date(row.last_bad_at),
    endedAt: row.ended_at === null ? null : new Date(row.ended_at),
    updatedAt: new Date(row.updated_at),
  }))
}
