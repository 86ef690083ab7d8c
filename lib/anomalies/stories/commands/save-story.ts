import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import type { StoryFacts } from '../../model'
import { composeFacts, consumersToName, type Examined, nameConsumers } from '../facts'
import type { StoryEvent } from '../model'
import { type Outcome, outcomeOf } from '../outcome'
import { asArray, type ReadEvent, type ReadStory } from '../queries/read-events'
import { readConsumerNames } from '../queries/read-surroundings'
import { describeStory } from '../words'
import type { Surround } from './examine'

/** Somebody changed the story or its events between reading and writing: the next run sees what they did. */
export class Stale extends Error {}

interface Saved {
  id: string
  events: readonly StoryEvent[]
  absorbed: readonly string[]
  /** The events as they were read, by id. */
  read: ReadonlyMap<string, ReadEvent>
  standing: ReadonlyMap<string, ReadStory>
  surroundings: Surround
  now: Date
}

/** A row of anomaly_stories as it is to be. */
export interface StoryRow extends Outcome {
  id: string
  organizationId: string | null
  causeKey: string
  title: string
  facts: StoryFacts
}

/**
 * Writes one story with its events; what it absorbed is withdrawn, and what a person said of that goes
 * over to it where nobody has said anything of it. To be run in a transaction of its own.
 * @returns whether anything changed
 * @throws Stale when an event or a story is not as it was read
 */
export async function saveStory(tx: Tx, { id, events, absorbed, read, standing, surroundings, now }: Saved): Promise<boolean> {
  const first = events[0]
  if (!first) return false
  await requireUnchanged(tx, events, read, [id, ...absorbed], standing)
  const { tools, ledger, zones, examined, damage, partial } = surroundings
  const looked = events.flatMap((event): Examined[] => {
    const one = examined.get(event.id)
    return one ? [{ ...one, event }] : []
  })
  const stood = await readStood(tx, id)
  // What an earlier run found in the calls is kept where this one had no time to look.
  const kept = stood && stood.facts.examined !== null && partial.has(id) ? stood : null
  const composed = composeFacts(looked, {
    tools,
    ledger,
    damage: damage.get(id) ?? { calls: 0, failedCalls: 0, revenueMicros: 0 },
    platform: standing.get(id)?.platformStoryId ? (stood?.facts.platform ?? null) : null,
  })
  const { causeKey, facts } = kept ?? composed
  const named = nameConsumers(facts, await readConsumerNames(tx, consumersToName(facts)))
  // It began before it was noticed.
  const startedAt = kept?.startedAt ?? new Date(Math.min(...looked.map(({ stretch }) => stretch.onset.getTime())))
  const outcome = { ...outcomeOf(events, standing.get(id) ?? null), startedAt }
  const title = describeStory({ facts: named, ...outcome }, zones.get(first.organizationId)).title
  const written = await upsertStory(tx, { id, organizationId: first.organizationId, causeKey, title, facts: named, ...outcome }, now)
  const moved = await tx.execute(sql`
    update anomaly_events e set story_id = ${id}, cause_key = m.cause_key
    from jsonb_to_recordset(${JSON.stringify(events.map((event) => ({ id: event.id, cause_key: event.causeKey })))}::jsonb) as m (id uuid, cause_key text)
    where e.id = m.id and (e.story_id is distinct from ${id}::uuid or e.cause_key is distinct from m.cause_key)
    returning e.id`)
  if (absorbed.length > 0) await absorb(tx, id, absorbed, now)
  return written || moved.length > 0 || absorbed.length > 0
}

/** Writes the row where it differs from what stands. @returns whether it did */
export async function upsertStory(tx: Tx, row: StoryRow, now: Date): Promise<boolean> {
  const { id, organizationId, causeKey, severity, state, impact, title, facts, startedAt, lastBadAt, endedAt } = row
  const written = await tx.execute(sql`
    insert into anomaly_stories as s (id, organization_id, cause_key, severity, state, impact, title, facts, started_at, last_bad_at, ended_at, created_at, updated_at)
    values (${id}, ${organizationId}, ${causeKey}, ${severity}, ${state}, ${impact}, ${title}, ${JSON.stringify(facts)}::jsonb, ${startedAt}, ${lastBadAt}, ${endedAt}, ${now}, ${now})
    on conflict (id) do update set
      cause_key = excluded.cause_key, severity = excluded.severity, state = excluded.state, impact = excluded.impact, title = excluded.title,
      facts = excluded.facts, started_at = excluded.started_at, last_bad_at = excluded.last_bad_at, ended_at = excluded.ended_at, updated_at = excluded.updated_at
    where (s.cause_key, s.severity, s.state, s.impact, s.title, s.facts, s.started_at, s.last_bad_at, s.ended_at)
      is distinct from (excluded.cause_key, excluded.severity, excluded.state, excluded.impact, excluded.title, excluded.facts, excluded.started_at, excluded.last_bad_at, excluded.ended_at)
    returning id`)
  return written.length > 0
}

/** Withdraws stories without an event that stands; what a person closed stays as it was closed. @returns how many */
export async function withdrawEmptied(tx: Tx, ids: readonly string[], now: Date): Promise<number> {
  if (ids.length === 0) return 0
  const withdrawn = await tx.execute(sql`
    update anomaly_stories s set state = 'withdrawn', platform_story_id = null, updated_at = ${now}
    where s.id = any (${asArray(ids)}) and s.state in ('ongoing', 'resolved', 'expired')
      -- An event may have come to it since it was read.
      and not exists (select from anomaly_events e where e.story_id = s.id and e.state <> 'withdrawn')
      and not exists (select from anomaly_stories p where p.platform_story_id = s.id and p.state <> 'withdrawn')
    returning id`)
  return withdrawn.length
}

/** Withdraws stories that are part of another now, and hands on what people said of them. */
export async function absorb(tx: Tx, id: string, absorbed: readonly string[], now: Date): Promise<void> {
  await tx.execute(sql`
    update anomaly_stories s set confirmed = a.confirmed, feedback_by = a.feedback_by, feedback_at = a.feedback_at, feedback_note = a.feedback_note
    from (
      select confirmed, feedback_by, feedback_at, feedback_note from anomaly_stories
      where id = any (${asArray(absorbed)}) and confirmed is not null and state not in ('dismissed', 'false_positive')
      order by feedback_at, id limit 1
    ) a
    where s.id = ${id} and s.confirmed is null and s.state not in ('dismissed', 'false_positive')`)
  await tx.execute(sql`
    update anomaly_stories set state = 'withdrawn', platform_story_id = null, updated_at = ${now}
    where id = any (${asArray(absorbed)}) and state not in ('dismissed', 'false_positive')`)
}

async function requireUnchanged(
  tx: Tx,
  events: readonly StoryEvent[],
  read: ReadonlyMap<string, ReadEvent>,
  storyIds: readonly string[],
  standing: ReadonlyMap<string, ReadStory>,
): Promise<void> {
  // In one order, so that two runs wait for each other instead of for ever.
  const locked = await tx.execute<{ id: string; story_id: string | null; state: string; updated_at: string }>(
    sql`select id, story_id, state, updated_at from anomaly_events where id = any (${asArray(events.map(({ id }) => id))}) order by id for update`,
  )
  const stories = await tx.execute<{ id: string; state: string }>(
    sql`select id, state from anomaly_stories where id = any (${asArray(storyIds)}) order by id for update`,
  )
  const sameEvents =
    locked.length === events.length &&
    locked.every((row) => {
      const was = read.get(row.id)
      return was && was.storyId === row.story_id && was.state === row.state && was.updatedAt.getTime() === new Date(row.updated_at).getTime()
    })
  const sameStories = storyIds.every((id) => stories.find((row) => row.id === id)?.state === standing.get(id)?.state)
  if (!sameEvents || !sameStories) throw new Stale('changed since it was read')
}

/** The story as it stands; null: it does not yet. */
async function readStood(tx: Tx, id: string): Promise<{ causeKey: string; facts: StoryFacts; startedAt: Date } | null> {
  const [row] = await tx.execute<{ cause_key: string; facts: StoryFacts; started_at: string }>(
    sql`select cause_key, facts, started_at from anomaly_stories where id = ${id}`,
  )
  return row ? { causeKey: row.cause_key, facts: row.facts, startedAt: new Date(row.started_at) } : null
}
