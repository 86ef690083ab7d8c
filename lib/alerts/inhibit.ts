import type { Labels } from './model'

/** What depends on what: an alert with the child's label folds under an open one with the parent's. */
export interface Dependency {
  /** Null: holds for the platform's alerts. */
  organizationId: string | null
  childLabel: string
  childValue: string
  parentLabel: string
  parentValue: string
}

export interface Foldable {
  id: string
  organizationId: string | null
  labels: Labels
  firedAt: Date
}

/**
 * The open alert under which each open alert folds, by id; those that fold under none are left out. A
 * dependency of an organization holds for its alerts, and its parent may be the platform's: a provider that is
 * down is everybody's. One that folds is never a parent itself as long as its own parent is there (chains end
 * at their root), and a circle folds nothing.
 */
export function parentsOf(alerts: readonly Foldable[], dependencies: readonly Dependency[]): Map<string, string> {
  const byLabel = new Map<string, Foldable[]>()
  for (const alert of alerts) {
    for (const [name, value] of Object.entries(alert.labels)) {
      const key = `${name}=${value}`
      const list = byLabel.get(key)
      if (list) list.push(alert)
      else byLabel.set(key, [alert])
    }
  }
  const direct = new Map<string, Foldable>()
  for (const dependency of dependencies) {
    const parents = byLabel.get(`${dependency.parentLabel}=${dependency.parentValue}`) ?? []
    for (const child of byLabel.get(`${dependency.childLabel}=${dependency.childValue}`) ?? []) {
      if (child.organizationId !== dependency.organizationId) continue
      for (const parent of parents) {
        if (parent.id === child.id || (parent.organizationId !== null && parent.organizationId !== child.organizationId)) continue
        const known = direct.get(child.id)
        if (!known || comesBefore(parent, known)) direct.set(child.id, parent)
      }
    }
  }
  const roots = new Map<string, string>()
  for (const id of direct.keys()) {
    const root = rootOf(id, direct)
    if (root !== null) roots.set(id, root)
  }
  return roots
}

/** The one that began first, so that the choice stays the same from minute to minute. */
function comesBefore(a: Foldable, b: Foldable): boolean {
  return a.firedAt < b.firedAt || (a.firedAt.getTime() === b.firedAt.getTime() && a.id < b.id)
}

function rootOf(id: string, direct: ReadonlyMap<string, Foldable>): string | null {
  const seen = new Set([id])
  let at = id
  for (let parent = direct.get(at); parent; parent = direct.get(at)) {
    if (seen.has(parent.id)) return null
    seen.add(parent.id)
    at = parent.id
  }
  return at
}
