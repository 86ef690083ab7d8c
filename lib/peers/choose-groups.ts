import { EVERYBODY } from './model'

/**
 * Developers who stand in the same groups of one metric, and how many they are. `figures` has each of
 * their groups (EVERYBODY among them); equal numbers mean that the developer has the same figure there.
 */
export interface Pattern {
  metric: string
  figures: readonly (readonly [category: string, figure: number])[]
  developers: number
}

/** A group that may be shown. */
export interface ShownGroup {
  metric: string
  category: string
}

/**
 * The groups that may be shown without giving anybody away. A group needs `minimum` members. And
 * whoever holds two groups against each other learns about those in whom they differ (members of one
 * only, or with another figure in each): 20 of a category within 21 of all would give away the one
 * who is left. So any two groups that are shown differ in nobody or in at least `minimum`, and so do
 * everybody and all shown categories together. Of two groups in conflict the smaller one yields;
 * everybody never does.
 */
export function chooseGroups(patterns: readonly Pattern[], minimum: number): ShownGroup[] {
  const metrics = [...new Set(patterns.map(({ metric }) => metric))]
  return metrics.flatMap((metric) =>
    chooseOfMetric(
      patterns.filter((pattern) => pattern.metric === metric),
      minimum,
    ).map((category) => ({ metric, category })),
  )
}

function chooseOfMetric(patterns: readonly Pattern[], minimum: number): string[] {
  const sizes = new Map<string, number>()
  for (const { figures, developers } of patterns) for (const [category] of figures) sizes.set(category, (sizes.get(category) ?? 0) + developers)
  if ((sizes.get(EVERYBODY) ?? 0) < minimum) return []
  // Smallest first, so that what yields is at the front; everybody is last whatever its size.
  let shown = [...sizes]
    .filter(([, size]) => size >= minimum)
    .sort(([a, sizeA], [b, sizeB]) => Number(a === EVERYBODY) - Number(b === EVERYBODY) || sizeA - sizeB || (a < b ? -1 : 1))
    .map(([category]) => category)
  const shared = countShared(patterns)
  for (const category of [...shown]) {
    const larger = shown.slice(shown.indexOf(category) + 1)
    const conflict = larger.some((other) => {
      const { both, same } = shared.get(pair(category, other)) ?? { both: 0, same: 0 }
      const differing = (sizes.get(category) ?? 0) + (sizes.get(other) ?? 0) - both - same
      return differing > 0 && differing < minimum
    })
    if (conflict) shown = shown.filter((other) => other !== category)
  }
  // The developers in none of the shown categories are what is left of everybody when all are subtracted.
  while (shown.length > 1) {
    const left = patterns.filter(({ figures }) => !figures.some(([category]) => category !== EVERYBODY && shown.includes(category)))
    const count = left.reduce((sum, { developers }) => sum + developers, 0)
    if (count === 0 || count >= minimum) break
    shown = shown.slice(1)
  }
  return shown
}

/** For each two groups: the developers in both, and of them those with the same figure in both. */
function countShared(patterns: readonly Pattern[]): Map<string, { both: number; same: number }> {
  const shared = new Map<string, { both: number; same: number }>()
  for (const { figures, developers } of patterns) {
    for (const [i, [a, figureA]] of figures.entries()) {
      for (const [b, figureB] of figures.slice(i + 1)) {
        const key = pair(a, b)
        const { both, same } = shared.get(key) ?? { both: 0, same: 0 }
        shared.set(key, { both: both + developers, same: same + (figureA === figureB ? developers : 0) })
      }
    }
  }
  return shared
}

function pair(a: string, b: string): string {
  return JSON.stringify(a < b ? [a, b] : [b, a])
}
