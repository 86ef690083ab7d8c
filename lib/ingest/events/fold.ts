import type { Fact } from './fact'
import { shapes } from './shapes'
import type { Noun } from './types'

/**
 * What a noun's thing is known by among its kind: its id, or the event's own identity where it has
 * none. A tenant's ids live in a space of their own, so that nobody can overwrite another's things.
 */
export function externalIdOf(fact: Fact, organizationId: string | null): string {
  const id = (fact.data as { id?: string }).id ?? `${fact.source}#${fact.eventId}`
  return organizationId === null ? id : `${organizationId}:${id}`
}

/**
 * One fact for each thing: several events about the same thing are laid over each other in the
 * order of their times, later ones on top, as if they had come one by one. Of things that do not
 * change the earliest counts. Every event's place is kept.
 */
export function foldFacts(noun: Noun, facts: Fact[], organizationId: string | null): Fact[] {
  const versioned = !Object.hasOwn(shapes, noun) || shapes[noun as keyof typeof shapes].versioned
  const folded = new Map<string, Fact>()
  for (const fact of facts.toSorted((a, b) => a.atMs - b.atMs)) {
    const key = keyOf(noun, fact, organizationId)
    const before = folded.get(key)
    if (!before) folded.set(key, fact)
    else if (versioned) folded.set(key, { ...fact, places: [...before.places, ...fact.places], data: { ...before.data, ...fact.data } as Fact['data'] })
    else folded.set(key, { ...before, places: [...before.places, ...fact.places] })
  }
  return [...folded.values()]
}

function keyOf(noun: Noun, fact: Fact, organizationId: string | null): string {
  if (noun === 'tool_version') {
    const { tool, version } = fact.data as { tool: string; version: string }
    return JSON.stringify([tool, version])
  }
  if (noun === 'review_response') return (fact.data as { review: string }).review
  if (noun === 'log_line') return JSON.stringify([externalIdOf(fact, organizationId), (fact.data as { at?: string }).at ?? fact.atMs])
  return externalIdOf(fact, organizationId)
}
