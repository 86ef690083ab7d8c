import { sql } from 'drizzle-orm'
import { type Tx, withPlatform } from '@/db/client'
import { anomalyCursors } from '@/db/schema/anomalies'
import type { Context } from '@/lib/auth/model'
import { isDatabaseAway, rootCause } from '@/lib/errors'
import { log } from '@/lib/log'
import type { JobResult, Work } from '@/lib/work'
import { type Grouping, groupEvents } from '../group'
import { type ReadEvent, type ReadStory, readNeighbours, readSeeds, readStanding } from '../queries/read-events'
import { storyIdOf } from '../story-id'
import { type Examination, examine } from './examine'
import { writePlatformStories } from './platform-stories'
import { Stale, saveStory, withdrawEmptied } from './save-story'

/** Chains of events are followed so far; a longer one is joined by the passes that follow. */
const MOST_ROUNDS = 20
/** Stories a read of what surrounds them. */
const BATCH = 50

/**
 * Tells what detection found as stories: groups the events that changed since the last look with those
 * that stand, finds causes in their raw calls, and writes each story in a transaction of its own. Run
 * again it changes nothing; killed between two stories, the next run does the rest. Raw calls are read
 * for the first hour of an event at most, and for at most 300 events a run, those not yet looked into first.
 * @returns checked: stories looked at; changed: stories made, changed or withdrawn; failed: those that could not be written
 */
export async function writeStories(ctx: Context, work: Work): Promise<JobResult> {
  const result: JobResult = { checked: 0, changed: 0, failed: 0 }
  const seeds = await withPlatform(async (tx) => readSeeds(tx, { since: await readCursor(tx), now: work.now }), { accessMode: 'read only' })
  if (seeds.length === 0) return result
  const examination = await examine(seeds, work)
  if (!examination) return result
  const events = await withPlatform((tx) => spread(tx, withCauses(seeds, examination)), { accessMode: 'read only' })
  const standing = await withPlatform((tx) => readStanding(tx, idsOf(events)), { accessMode: 'read only' })
  const grouping = groupEvents(events, standing)
  let whole = await saveAll(ctx, work, { grouping, events, standing, examination }, result)
  whole =
    (await attempt(result, async () => {
      result.changed += await withPlatform((tx) => withdrawEmptied(tx, grouping.emptied, work.now))
    })) && whole
  if (!(await work.stillMine())) return result
  whole =
    (await attempt(result, async () => {
      const { checked, changed } = await writePlatformStories(work)
      result.checked += checked
      result.changed += changed
    })) && whole
  if (whole) await withPlatform((tx) => moveCursor(tx, seeds))
  return result
}

interface Whole {
  grouping: Grouping
  events: readonly ReadEvent[]
  standing: ReadonlyMap<string, ReadStory>
  examination: Examination
}

/** @returns whether every story was written, so that the next run need not look at the same events again */
async function saveAll(ctx: Context, work: Work, { grouping, events, standing, examination }: Whole, result: JobResult): Promise<boolean> {
  const seeds = new Set(examination.seeds)
  const due = grouping.stories.filter(
    ({ id, events: members, absorbed }) => absorbed.length > 0 || members.some((one) => one.storyId !== id || seeds.has(one.id)),
  )
  const read = new Map(events.map((event) => [event.id, event]))
  let whole = true
  for (let i = 0; i < due.length; i += BATCH) {
    if (!(await work.stillMine())) return false
    const batch = due.slice(i, i + BATCH)
    const surroundings = await examination.surround(batch)
    for (const story of batch) {
      result.checked++
      whole =
        (await attempt(result, async () => {
          const changed = await withPlatform((tx) => saveStory(tx, { ...story, read, standing, surroundings, now: work.now }))
          if (changed) result.changed++
        })) && whole
    }
  }
  if (result.failed > 0) log().warn({ requestId: ctx.requestId, failed: result.failed }, 'stories could not be written; the next run tries again')
  return whole
}

/** One story that cannot be written stops no other; one that somebody else changed meanwhile waits for the next run. */
async function attempt(result: JobResult, act: () => Promise<void>): Promise<boolean> {
  try {
    await act()
    return true
  } catch (error) {
    if (isDatabaseAway(error)) throw error
    if (error instanceof Stale) return false
    log().error({ err: rootCause(error) }, 'a story could not be written')
    result.failed++
    return false
  }
}

function withCauses(seeds: readonly ReadEvent[], { causeKeys }: Examination): ReadEvent[] {
  return seeds.map((seed) => ({ ...seed, causeKey: causeKeys.has(seed.id) ? (causeKeys.get(seed.id) ?? null) : seed.causeKey }))
}

/** The events with all that may be in one story with them, however indirectly. */
async function spread(tx: Tx, seeds: ReadEvent[]): Promise<ReadEvent[]> {
  const all = [...seeds]
  let frontier = seeds
  for (let round = 0; frontier.length > 0 && round < MOST_ROUNDS; round++) {
    frontier = await readNeighbours(
      tx,
      frontier,
      all.map(({ id }) => id),
    )
    all.push(...frontier)
  }
  return all
}

/** The stories that these events are in, and those that would be made for them. */
function idsOf(events: readonly ReadEvent[]): string[] {
  return [...new Set(events.flatMap(({ id, storyId }) => [storyIdOf('story', id), ...(storyId === null ? [] : [storyId])]))]
}

async function readCursor(tx: Tx): Promise<Date | null> {
  const [cursor] = await tx.select({ at: anomalyCursors.at }).from(anomalyCursors).where(sql`${anomalyCursors.name} = 'stories'`)
  return cursor?.at ?? null
}

async function moveCursor(tx: Tx, seeds: readonly ReadEvent[]): Promise<void> {
  const at = new Date(Math.max(...seeds.map(({ updatedAt }) => updatedAt.getTime())))
  await tx
    .insert(anomalyCursors)
    .values({ name: 'stories', at })
    .onConflictDoUpdate({ target: anomalyCursors.name, set: { at: sql`greatest(${anomalyCursors.at}, excluded.at)` } })
}
