import type { StoryFacts } from '../model'

export type Sign = StoryFacts['signs'][number]

/** Under this share of what is usual, calls have stopped; what is left are stragglers. */
const SILENT_RATIO = 0.02

// What a reader must hear first. A failing tool loses calls as well; a flood of calls matters for what it breaks.
const order: [Sign['metric'], Sign['direction']][] = [
  ['error_rate', 'up'],
  ['invocations', 'down'],
  ['latency', 'up'],
  ['revenue', 'down'],
  ['invocations', 'up'],
  ['revenue', 'up'],
  ['latency', 'down'],
  ['error_rate', 'down'],
]

/** Have the calls of a tool stopped? */
export function isSilent({ metric, observed, usual }: Pick<Sign, 'metric' | 'observed' | 'usual'>): boolean {
  return metric === 'invocations' && observed < usual && observed <= usual * SILENT_RATIO
}

/** The sign that a story is told by: the gravest metric, of the tool on which it is farthest off; null without signs. */
export function leadingSign(signs: readonly Sign[]): Sign | null {
  return [...signs].sort(bySign)[0] ?? null
}

/** Order of signs, the one that leads first. */
export function bySign(a: Sign, b: Sign): number {
  return rank(a) - rank(b) || distance(b) - distance(a) || (a.toolId < b.toolId ? -1 : a.toolId > b.toolId ? 1 : 0)
}

function rank(sign: Sign): number {
  return order.findIndex(([metric, direction]) => metric === sign.metric && direction === sign.direction)
}

/** How far off, so that doubling and halving are alike. */
function distance({ observed, usual }: Sign): number {
  const floor = 1e-3
  return Math.abs(Math.log((observed + floor) / (usual + floor)))
}
