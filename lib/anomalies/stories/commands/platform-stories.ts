import { sql } from 'drizzle-orm'
import { type Tx, withPlatform } from '@/db/client'
import { DAY } from '@/lib/time'
import type { Work } from '@/lib/work'
import type { AnomalySeverity, AnomalyState, StoryFacts } from '../../model'
import { silenceCause } from '../facts'
import { SILENCE_KEY } from '../model'
import { outcomeOfParts } from '../outcome'
import { groupPlatform, type PlatformPart } from '../platform'
import { joinFacts } from '../platform-facts'
import { readStanding } from '../queries/read-events'
import { storyIdOf } from '../story-id'
import { describeStory } from '../words'
import { absorb, upsertStory, withdrawEmptied } from './save-story'

/** Stories that ended longer ago are no longer joined with others. */
const LOOKBACK_MS = 3 * DAY
/** Tools whose raw calls are read for the number of consumers. */
const MOST_TOOLS = 200

/**
 * Holds together the stories of several developers that have one cause in the platform or a provider,
 * each group in a transaction of its own, and lets go of those that no longer have.
 */
export async function writePlatformStories({ now, stillMine }: Work): Promise<{ checked: number; changed: number }> {
  const parts = await withPlatform((tx) => readParts(tx, now), { accessMode: 'read only' })
  const standing = await withPlatform(async (tx) => readStanding(tx, [...new Set([...idsOf(parts), ...(await readPlatformIds(tx, now))])]), {
    accessMode: 'read only',
  })
  const { stories, emptied, loose } = groupPlatform(parts, standing)
  let changed = 0
  for (const story of stories) {
    if (!(await stillMine())) return { checked: stories.length, changed }
    changed += await withPlatform((tx) =>
      saveOne(tx, { ...story, parts: story.parts.flatMap(({ id }) => parts.find((part) => part.id === id) ?? []) }, standing.get(story.id)?.state ?? null, now),
    )
  }
  changed += await withPlatform(async (tx) => {
    const left = await letGo(
      tx,
      loose.flatMap(({ id }) => parts.find((part) => part.id === id && part.platformStoryId !== null) ?? []),
      now,
    )
    return left + (await withdrawEmptied(tx, emptied, now))
  })
  return { checked: stories.length, changed }
}

/** A part as it was read. */
export interface ReadPart extends PlatformPart {
  /** startedAt is when it was noticed, which is what detection says of all parts alike; it began a little before. */
  beganAt: Date
  facts: StoryFacts
  severity: AnomalySeverity
  state: AnomalyState
  impact: number
  endedAt: Date | null
  zone: string
}

async function saveOne(
  tx: Tx,
  { id, parts, absorbed }: { id: string; parts: ReadPart[]; absorbed: string[] },
  before: AnomalyState | null,
  now: Date,
): Promise<number> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext('pulsegrid:platform-stories'))`)
  const first = parts[0]
  if (!first) return 0
  const outcome = outcomeOfParts(
    parts.map((part) => ({ ...part, startedAt: part.beganAt })),
    before ? { state: before } : null,
  )
  const silent = first.causeKey === SILENCE_KEY
  const facts = joinFacts(
    parts.map((part) => part.facts),
    silent ? silenceCause : null,
    await countConsumers(tx, parts, silent),
  )
  const platform = { developers: facts.affected.developers, tools: facts.affected.tools.length }
  const title = describeStory({ facts, ...outcome }).title
  let changed = Number(await upsertStory(tx, { id, organizationId: null, causeKey: first.causeKey, title, facts, ...outcome }, now))
  changed += await updateParts(
    tx,
    parts.map((part) => ({ part, platformStoryId: id, facts: { ...part.facts, cause: part.facts.cause ?? (silent ? silenceCause : null), platform } })),
    now,
  )
  if (absorbed.length > 0) await absorb(tx, id, absorbed, now)
  return changed
}

/** Parts that belong to no platform story any more are a developer's own again. */
function letGo(tx: Tx, parts: readonly ReadPart[], now: Date): Promise<number> {
  return updateParts(
    tx,
    parts.map((part) => ({
      part,
      platformStoryId: null,
      facts: { ...part.facts, cause: part.causeKey === SILENCE_KEY ? null : part.facts.cause, platform: null },
    })),
    now,
  )
}

/** Parts that somebody changed since they were read are left to the next run. */
async function updateParts(tx: Tx, parts: readonly { part: ReadPart; platformStoryId: string | null; facts: StoryFacts }[], now: Date): Promise<number> {
  const rows = parts.map(({ part, platformStoryId, facts }) => ({
    id: part.id,
    was: part.facts,
    platform_story_id: platformStoryId,
    facts,
    title: describeStory({ ...part, startedAt: part.beganAt, facts }, part.zone).title,
  }))
  const changed = await tx.execute(sql`
    update anomaly_stories s set platform_story_id = p.platform_story_id, facts = p.facts, title = p.title, updated_at = ${now}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as p (id uuid, was jsonb, platform_story_id uuid, facts jsonb, title text)
    where s.id = p.id and s.state <> 'withdrawn' and s.facts = p.was
      and (s.platform_story_id, s.facts, s.title) is distinct from (p.platform_story_id, p.facts, p.title)
    returning s.id`)
  return changed.length
}

/** Distinct consumers whose calls failed in the examined stretches; of silent tools those that called a day before. */
async function countConsumers(tx: Tx, parts: readonly ReadPart[], silent: boolean): Promise<number> {
  const spans = parts
    .flatMap(({ toolIds, facts: { examined } }) => (examined ? toolIds.map((toolId) => ({ tool_id: toolId, from_at: examined.from, to_at: examined.to })) : []))
    .slice(0, MOST_TOOLS)
  const ago = sql`make_interval(days => ${silent ? 1 : 0})`
  const [row] = await tx.execute<{ count: number }>(sql`
    select count(distinct i.consumer_id)::int as count
    from jsonb_to_recordset(${JSON.stringify(spans)}::jsonb) as s (tool_id uuid, from_at timestamptz, to_at timestamptz)
    join invocations i on i.tool_id = s.tool_id and i.occurred_at >= s.from_at - ${ago} and i.occurred_at < s.to_at - ${ago}
    where ${silent} or i.outcome = 'error'`)
  return row?.count ?? 0
}

function idsOf(parts: readonly ReadPart[]): string[] {
  return [...new Set(parts.flatMap(({ id, platformStoryId }) => [storyIdOf('platform', id), ...(platformStoryId === null ? [] : [platformStoryId])]))]
}

interface Row extends Record<string, unknown> {
  id: string
  organization_id: string
  platform_story_id: string | null
  cause_key: string
  severity: AnomalySeverity
  state: AnomalyState
  impact: number
  facts: StoryFacts
  noticed_at: string | null
  started_at: string
  last_bad_at: string
  ended_at: string | null
  time_zone: string
}

/** Platform stories of the past days, also those whose parts were all withdrawn by a run that came no further. */
async function readPlatformIds(tx: Tx, now: Date): Promise<string[]> {
  const rows = await tx.execute<{ id: string }>(sql`
    select id from anomaly_stories
    where organization_id is null and state <> 'withdrawn' and (last_bad_at > ${new Date(now.getTime() - LOOKBACK_MS)} or state = 'ongoing')`)
  return rows.map(({ id }) => id)
}

/** Developers' stories of the past days that may be parts, and all parts of the platform stories that these are in. */
async function readParts(tx: Tx, now: Date): Promise<ReadPart[]> {
  const rows = await tx.execute<Row>(sql`
    with recent as (
      select s.* from anomaly_stories s
      where s.organization_id is not null and s.state <> 'withdrawn' and (s.last_bad_at > ${new Date(now.getTime() - LOOKBACK_MS)} or s.state = 'ongoing')
        and (s.platform_story_id is not null or s.cause_key like 'provider:%' or s.cause_key like 'platform:%')
    ), parts as (
      select * from recent
      union
      select s.* from anomaly_stories s where s.state <> 'withdrawn' and s.platform_story_id in (select platform_story_id from recent)
    )
    select (select min(e.started_at) from anomaly_events e where e.story_id = p.id and e.state <> 'withdrawn') as noticed_at,
      p.id, p.organization_id, p.platform_story_id, p.cause_key, p.severity, p.state, p.impact, p.facts, p.started_at, p.last_bad_at, p.ended_at, o.time_zone
    from parts p join organizations o on o.id = p.organization_id`)
  return rows.map((row) => ({
    id: row.id,
    organizationId: row.organization_id,
    platformStoryId: row.platform_story_id,
    causeKey: row.cause_key,
    toolIds: row.facts.affected.tools.map(({ id }) => id),
    severity: row.severity,
    state: row.state,
    impact: row.impact,
    facts: row.facts,
    startedAt: new Date(row.noticed_at ?? row.started_at),
    beganAt: new Date(row.started_at),
    lastBadAt: new Date(row.last_bad_at),
    endedAt: row.ended_at === null ? null : new Date(row.ended_at),
    zone: row.time_zone,
  }))
}
