import { withPlatform } from '@/db/client'
import { HOUR } from '@/lib/time'
import type { Work } from '@/lib/work'
import { type Diagnosis, diagnose, type Stretch, stretchOf } from '../diagnose'
import type { Examined } from '../facts'
import { type LedgerEntry, SILENCE_KEY, type StoryEvent, type Tool } from '../model'
import type { Level } from '../onset'
import { type Examined as Calls, readCells } from '../queries/read-cells'
import type { ReadEvent } from '../queries/read-events'
import { type Damage, readDamage, readLevels } from '../queries/read-levels'
import { readLedger, readTools, readZones } from '../queries/read-surroundings'
import { isSilent } from '../signs'

/** Events a read of raw calls, and events a run. What is beyond that is looked into by the next runs. */
const BATCH = 50
const MOST_EVENTS = 300
/** Events of one story whose calls are looked into, the heaviest first. */
const MOST_EVENTS_OF_STORY = 20
/** What changed so long before an onset can still be suspected. */
const LEDGER_MS = 6 * HOUR

/** What is known of events whose calls were looked into, and how to learn the rest for stories. */
export interface Examination {
  /** The ids of the events that this run is about. */
  seeds: string[]
  /** What each event that was looked into is traced to. */
  causeKeys: ReadonlyMap<string, string | null>
  surround: (stories: readonly { id: string; events: readonly StoryEvent[] }[]) => Promise<Surround>
}

/** What saving some stories needs. */
export interface Surround {
  /** Stories with events that were not looked into: what is known of their calls already is better than what this run knows. */
  partial: ReadonlySet<string>
  examined: ReadonlyMap<string, Examined>
  tools: ReadonlyMap<string, Tool>
  ledger: readonly LedgerEntry[]
  zones: ReadonlyMap<string, string>
  damage: ReadonlyMap<string, Damage>
}

/**
 * Looks into the calls of events: at most 300 a run, those that are not yet traced to anything first.
 * The others keep what they were traced to; silent ones are known by their silence.
 * @returns null when the run is no longer ours
 */
export async function examine(seeds: readonly ReadEvent[], work: Work): Promise<Examination | null> {
  const known = new Map<string, Examined>()
  const alive = seeds.filter(({ state }) => state !== 'withdrawn')
  const first = [...alive].sort(
    (a, b) =>
      Number(a.storyId !== null) - Number(b.storyId !== null) ||
      Number(a.causeKey !== null) - Number(b.causeKey !== null) ||
      b.startedAt.getTime() - a.startedAt.getTime() ||
      (a.id < b.id ? -1 : 1),
  )
  for (let i = 0; i < Math.min(first.length, MOST_EVENTS); i += BATCH) {
    if (!(await work.stillMine())) return null
    await lookInto(first.slice(i, Math.min(i + BATCH, MOST_EVENTS)), known)
  }
  const causeKeys = new Map<string, string | null>(
    first.slice(MOST_EVENTS).flatMap((event) => (isSilent(event) && event.causeKey === null ? [[event.id, SILENCE_KEY]] : [])),
  )
  for (const { event, diagnosis } of known.values()) causeKeys.set(event.id, diagnosis.causeKey)
  return { seeds: seeds.map(({ id }) => id), causeKeys, surround: (stories) => surround(stories, known) }
}

async function surround(stories: readonly { id: string; events: readonly StoryEvent[] }[], known: Map<string, Examined>): Promise<Surround> {
  const wanted = stories.map(({ id, events }) => ({
    id,
    events: [...events].sort((a, b) => b.impact - a.impact || (a.id < b.id ? -1 : 1)).slice(0, MOST_EVENTS_OF_STORY),
  }))
  const missing = wanted.flatMap(({ events }) => events.filter(({ id }) => !known.has(id))).slice(0, Math.max(0, MOST_EVENTS - known.size))
  for (let i = 0; i < missing.length; i += BATCH) await lookInto(missing.slice(i, i + BATCH), known)
  const all = stories.flatMap(({ events }) => events)
  return withPlatform(
    async (tx) => ({
      partial: new Set(wanted.filter(({ events }) => events.some(({ id }) => !known.has(id))).map(({ id }) => id)),
      // Events beyond those that are looked into have their signs, and no calls.
      examined: new Map(all.map((event) => [event.id, known.get(event.id) ?? unexamined(event)])),
      tools: await readTools(tx, unique(all.map(({ toolId }) => toolId))),
      ledger: await readLedger(tx, ledgerScope(all)),
      zones: await readZones(tx, unique(all.map(({ organizationId }) => organizationId))),
      damage: await readDamage(
        tx,
        stories.flatMap(({ id, events }) => extentsOf(events, known).map((extent) => ({ storyId: id, ...extent }))),
      ),
    }),
    { accessMode: 'read only' },
  )
}

async function lookInto(events: readonly StoryEvent[], known: Map<string, Examined>): Promise<void> {
  const looked = await withPlatform(
    async (tx) => {
      const levels = await readLevels(tx, events)
      const tools = await readTools(tx, unique(events.map(({ toolId }) => toolId)))
      const ledger = await readLedger(tx, ledgerScope(events))
      const stretches = new Map(events.map((event) => [event.id, stretchOf(event, levels.get(event.id) ?? [])]))
      const spans = events.flatMap(({ id, toolId }) => {
        const stretch = stretches.get(id)
        return stretch ? [{ eventId: id, toolId, from: stretch.onset, to: stretch.until }] : []
      })
      const calls = await readCells(tx, spans)
      return events.map((event) =>
        examineOne(event, {
          stretch: stretches.get(event.id),
          levels: levels.get(event.id) ?? [],
          calls: calls.get(event.id),
          tool: tools.get(event.toolId),
          ledger,
        }),
      )
    },
    { accessMode: 'read only' },
  )
  for (const one of looked) known.set(one.event.id, one)
}

function examineOne(
  event: StoryEvent,
  {
    stretch,
    levels,
    calls,
    tool,
    ledger,
  }: { stretch: Stretch | undefined; levels: Level[]; calls: Calls | undefined; tool: Tool | undefined; ledger: LedgerEntry[] },
): Examined {
  if (!stretch || !calls) return unexamined(event)
  return { event, stretch, cells: calls.cells, days: calls.days, diagnosis: diagnose(event, { stretch, levels, cells: calls.cells, tool, ledger }) }
}

function unexamined(event: StoryEvent): Examined {
  const diagnosis: Diagnosis = { cause: null, evidence: [], causeKey: event.causeKey }
  return { event, stretch: { onset: event.startedAt, until: event.lastBadAt }, cells: [], days: 0, diagnosis }
}

function ledgerScope(events: readonly StoryEvent[]) {
  return {
    toolIds: unique(events.map(({ toolId }) => toolId)),
    organizationIds: unique(events.map(({ organizationId }) => organizationId)),
    from: new Date(Math.min(...events.map(({ startedAt }) => startedAt.getTime())) - LEDGER_MS),
    to: new Date(Math.max(...events.map(({ lastBadAt }) => lastBadAt.getTime()))),
  }
}

/** From the first onset to the last bad window of each tool. */
function extentsOf(events: readonly StoryEvent[], known: ReadonlyMap<string, Examined>): { toolId: string; from: Date; to: Date }[] {
  const extents = new Map<string, { toolId: string; from: Date; to: Date }>()
  for (const event of events) {
    const from = known.get(event.id)?.stretch.onset ?? event.startedAt
    const to = event.lastBadAt > event.startedAt ? event.lastBadAt : event.startedAt
    const one = extents.get(event.toolId)
    extents.set(event.toolId, {
      toolId: event.toolId,
      from: one && one.from < from ? one.from : from,
      to: one && one.to > to ? one.to : to,
    })
  }
  return [...extents.values()]
}

function unique(ids: readonly string[]): string[] {
  return [...new Set(ids)]
}
