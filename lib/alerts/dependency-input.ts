import { z } from 'zod'
import type { FieldProblem } from '@/lib/errors'

export const childLabels = ['tool', 'service'] as const
export const parentLabels = ['provider', 'service', 'tool'] as const

const value = z.string().trim().min(1, 'Say which one.').max(200)

/** What depends on what: an alert of the child folds under an open one of the parent. */
export const dependencyInputSchema = z.strictObject({
  childLabel: z.enum(childLabels),
  childValue: value,
  parentLabel: z.enum(parentLabels),
  parentValue: value,
})
export type Dependency = z.output<typeof dependencyInputSchema>

/** What is wrong with a new dependency beside those that stand: nothing may depend on itself, in however many steps. */
export function dependencyProblems(added: Dependency, standing: readonly DependencyEdge[]): FieldProblem[] {
  const edges = standing.map((edge) => ({ child: node(edge.childLabel, edge.childValue), parent: node(edge.parentLabel, edge.parentValue) }))
  const child = node(added.childLabel, added.childValue)
  const seen = new Set<string>()
  const ahead = [node(added.parentLabel, added.parentValue)]
  for (let at = ahead.pop(); at !== undefined; at = ahead.pop()) {
    if (at === child) {
      return [
        { pointer: '/parentValue', message: 'That would make it depend on itself: each would be folded under the other, and nobody told. Choose another.' },
      ]
    }
    if (seen.has(at)) continue
    seen.add(at)
    for (const edge of edges) if (edge.child === at) ahead.push(edge.parent)
  }
  return []
}

/** A dependency as it stands in the table. */
export interface DependencyEdge {
  childLabel: string
  childValue: string
  parentLabel: string
  parentValue: string
}

function node(label: string, value: string): string {
  return `${label}=${value}`
}
