import { MINUTE } from '@/lib/time'
import type { AnomalySeverity, AnomalyState } from '../model'
import { SILENCE_KEY, type StoryEvent, TOGETHER_MS } from './model'
import { storyIdOf } from './story-id'

// Which events are one story. A function of the events, the stories that stand, and what people decided
// about those: the order in which events arrived plays no part, and asked twice it answers the same.

/** A story as it stands. */
export interface Standing {
  id: string
  state: AnomalyState
  severity: AnomalySeverity
  /** The run that first told it. */
  createdAt: Date
  /** When what it tells of began. */
  startedAt: Date
}

export interface Grouping {
  stories: {
    /** The story that is kept, or is to be made. */
    id: string
    /** In order of their starts. */
    events: StoryEvent[]
    /** Stories that have become part of this one. */
    absorbed: string[]
  }[]
  /** Stories without an event that still stands. */
  emptied: string[]
}

/** Tools fall silent together when they do within so many minutes: two windows. */
const SILENT_TOGETHER_MS = 10 * MINUTE

const rank: Record<AnomalySeverity, number> = { warning: 0, critical: 1, urgent: 2 }

/** Did a person close it? Then it keeps its events and takes nothing graver in: that opens a new one. */
export function isClosed({ state }: { state: AnomalyState }): boolean {
  return state === 'dismissed' || state === 'false_positive'
}

/** Do two stretches lie together: does one start at most half an hour after the other was last out of the ordinary? */
function areClose(a: { startedAt: Date; lastBadAt: Date }, b: { startedAt: Date; lastBadAt: Date }): boolean {
  return (
    b.startedAt.getTime() <= Math.max(a.lastBadAt.getTime(), a.startedAt.getTime()) + TOGETHER_MS &&
    a.startedAt.getTime() <= Math.max(b.lastBadAt.getTime(), b.startedAt.getTime()) + TOGETHER_MS
  )
}

/** Have two things the same cause, at the same time? */
export function shareCause(
  a: { causeKey: string | null; startedAt: Date; lastBadAt: Date },
  b: { causeKey: string | null; startedAt: Date; lastBadAt: Date },
): boolean {
  if (a.causeKey === null || a.causeKey !== b.causeKey) return false
  return a.causeKey === SILENCE_KEY ? Math.abs(a.startedAt.getTime() - b.startedAt.getTime()) <= SILENT_TOGETHER_MS : areClose(a, b)
}

/** Events of one organization are one story when they are of one tool, or of one cause, and close in time; so are chains of them. */
export function groupEvents(events: readonly StoryEvent[], standing: ReadonlyMap<string, Standing>): Grouping {
  const alive = [...events].filter(({ state }) => state !== 'withdrawn').sort(byStart)
  const closed = new Map<string, StoryEvent[]>()
  const open: StoryEvent[] = []
  for (const event of alive) {
    const story = event.storyId === null ? undefined : standing.get(event.storyId)
    if (story && isClosed(story)) push(closed, story.id, event)
    else open.push(event)
  }
  const rest = open.filter((event) => {
    if (event.storyId !== null) return true
    const taking = takenBy(event, closed, standing)
    if (taking !== null) push(closed, taking, event)
    return taking === null
  })
  const components = connect(rest, (a, b) => a.organizationId === b.organizationId && ((a.toolId === b.toolId && areClose(a, b)) || shareCause(a, b)))
  const named = nameGroups(
    components,
    ({ id }) => storyIdOf('story', id),
    ({ storyId }) => storyId,
    standing,
  )
  const stories = [...named, ...[...closed].map(([id, members]) => ({ id, members: members.sort(byStart), absorbed: [] }))]
  const used = new Set(stories.flatMap(({ id, absorbed }) => [id, ...absorbed]))
  return {
    stories: stories.map(({ id, members, absorbed }) => ({ id, events: members, absorbed })),
    emptied: [...standing.keys()].filter((id) => !used.has(id)).sort(),
  }
}

/** Groups of what is linked, however indirectly; members in their given order, which is that of their starts. */
export function connect<T extends object>(members: readonly T[], linked: (a: T, b: T) => boolean): T[][] {
  const groups: T[][] = []
  for (const member of members) {
    const joined = groups.filter((group) => group.some((other) => linked(other, member)))
    const [first, ...others] = joined
    if (!first) {
      groups.push([member])
      continue
    }
    for (const other of others) {
      first.push(...other)
      groups.splice(groups.indexOf(other), 1)
    }
    first.push(member)
  }
  const place = new Map(members.map((member, at) => [member, at]))
  const inOrder = (a: T | undefined, b: T | undefined) => (a && b ? (place.get(a) ?? 0) - (place.get(b) ?? 0) : 0)
  for (const group of groups) group.sort(inOrder)
  return groups.sort((a, b) => inOrder(a[0], b[0]))
}

/**
 * Which standing story each group is: the oldest of those that its members are in; of a story that falls
 * apart the group that it was made for. A group without one gets the id of its first member's.
 */
export function nameGroups<T extends { id: string }>(
  groups: readonly T[][],
  idOf: (member: T) => string,
  storyOf: (member: T) => string | null,
  standing: ReadonlyMap<string, Pick<Standing, 'id' | 'createdAt' | 'startedAt'>>,
): { id: string; members: T[]; absorbed: string[] }[] {
  const homes = new Map<string, T[]>()
  for (const group of groups) for (const member of group) if (standing.has(idOf(member))) homes.set(idOf(member), group)
  for (const group of groups)
    for (const member of group) {
      const story = storyOf(member)
      if (story !== null && standing.has(story) && !homes.has(story)) homes.set(story, group)
    }
  return groups.map((members) => {
    const mentioned = new Set(members.flatMap((member) => storyOf(member) ?? []))
    const first = members[0]
    const own = [...homes].filter(([, group]) => group === members).map(([id]) => id)
    // A story that nobody is in any more comes back only where there is no other.
    const kept = own.filter((id) => mentioned.has(id)).sort(olderFirst(standing))
    const id = kept[0] ?? own.sort(olderFirst(standing))[0] ?? (first ? idOf(first) : '')
    return { id, members, absorbed: kept.slice(1) }
  })
}

/** What people have known for longer comes first; of two told by one run, what began first. */
function olderFirst(standing: ReadonlyMap<string, Pick<Standing, 'createdAt' | 'startedAt'>>) {
  const since = (id: string, of: 'createdAt' | 'startedAt') => standing.get(id)?.[of].getTime() ?? 0
  return (a: string, b: string): number => since(a, 'createdAt') - since(b, 'createdAt') || since(a, 'startedAt') - since(b, 'startedAt') || (a < b ? -1 : 1)
}

/** The closed story that an event adds nothing to: linked with one of its events, and not graver. */
function takenBy(event: StoryEvent, closed: ReadonlyMap<string, StoryEvent[]>, standing: ReadonlyMap<string, Standing>): string | null {
  const taking = [...closed].filter(([id, members]) => {
    const story = standing.get(id)
    if (!story || rank[event.severity] > rank[story.severity]) return false
    return members.some((member) => member.storyId === id && areClose(member, event) && (member.toolId === event.toolId || shareCause(member, event)))
  })
  return taking.map(([id]) => id).sort(olderFirst(standing))[0] ?? null
}

function byStart(a: StoryEvent, b: StoryEvent): number {
  return a.startedAt.getTime() - b.startedAt.getTime() || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
}

function push(map: Map<string, StoryEvent[]>, key: string, event: StoryEvent): void {
  const list = map.get(key)
  if (list) list.push(event)
  else map.set(key, [event])
}
