import { connect, nameGroups, type Standing, shareCause } from './group'
import { SILENCE_KEY } from './model'
import { storyIdOf } from './story-id'

/** One developer's story, as a part of a platform story. */
export interface PlatformPart {
  id: string
  organizationId: string
  causeKey: string
  toolIds: string[]
  startedAt: Date
  lastBadAt: Date
  platformStoryId: string | null
}

export interface PlatformGrouping {
  stories: { id: string; parts: PlatformPart[]; absorbed: string[] }[]
  /** Platform stories that hold nothing together any more. */
  emptied: string[]
  /** Parts that belong to none. */
  loose: PlatformPart[]
}

const MIN_DEVELOPERS = 2
/** Tools are silent for many reasons; two at once may be chance. */
const MIN_SILENT_TOOLS = 3

/** Can what has this cause be one thing for several developers? */
function isShared(causeKey: string): boolean {
  return causeKey.startsWith('provider:') || causeKey.startsWith('platform:')
}

/** Stories of several developers that have the provider or the platform for their cause at the same time are one. */
export function groupPlatform(
  parts: readonly PlatformPart[],
  standing: ReadonlyMap<string, Pick<Standing, 'id' | 'createdAt' | 'startedAt'>>,
): PlatformGrouping {
  const sorted = parts.filter(({ causeKey }) => isShared(causeKey)).sort((a, b) => a.startedAt.getTime() - b.startedAt.getTime() || (a.id < b.id ? -1 : 1))
  const groups = connect(sorted, shareCause).filter(isPlatform)
  const stories = nameGroups(
    groups,
    ({ id }) => storyIdOf('platform', id),
    ({ platformStoryId }) => platformStoryId,
    standing,
  ).map(({ id, members, absorbed }) => ({ id, parts: members, absorbed }))
  const held = new Set(stories.flatMap((story) => story.parts.map(({ id }) => id)))
  const used = new Set(stories.flatMap(({ id, absorbed }) => [id, ...absorbed]))
  return { stories, emptied: [...standing.keys()].filter((id) => !used.has(id)).sort(), loose: parts.filter(({ id }) => !held.has(id)) }
}

function isPlatform(parts: PlatformPart[]): boolean {
  const developers = new Set(parts.map(({ organizationId }) => organizationId)).size
  const tools = new Set(parts.flatMap(({ toolIds }) => toolIds)).size
  return developers >= MIN_DEVELOPERS && (parts[0]?.causeKey !== SILENCE_KEY || tools >= MIN_SILENT_TOOLS)
}
