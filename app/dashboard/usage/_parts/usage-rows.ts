import type { ToolUsage } from '@/lib/budgets/model'

export const sortableColumns = ['name', 'invocations', 'spend', 'share', 'budget', 'latency', 'errors', 'own', 'change'] as const
type SortKey = (typeof sortableColumns)[number]

/** The tools whose name or category holds the text, in any case. */
export function searchTools(tools: readonly ToolUsage[], search: string): ToolUsage[] {
  const wanted = search.toLowerCase()
  return tools.filter(({ name, category }) => name.toLowerCase().includes(wanted) || category.toLowerCase().includes(wanted))
}

/** Sorted by a column; what has no figure stands last in either direction, ties go by name. */
export function sortTools(tools: readonly ToolUsage[], by: string, direction: 'asc' | 'desc'): ToolUsage[] {
  const key = sortableColumns.find((column) => column === by) ?? 'spend'
  const sign = direction === 'asc' ? 1 : -1
  return [...tools].sort((a, b) => {
    const [x, y] = [figureOf(a, key), figureOf(b, key)]
    const byName = a.name.localeCompare(b.name) || (a.toolId < b.toolId ? -1 : 1)
    if (x === null || y === null) return x === y ? byName : x === null ? 1 : -1
    const order = typeof x === 'string' && typeof y === 'string' ? x.localeCompare(y) : Number(x) - Number(y)
    return order * sign || byName
  })
}

function figureOf(tool: ToolUsage, key: SortKey): string | number | null {
  switch (key) {
    case 'name':
      return tool.name
    case 'invocations':
      return tool.invocations
    case 'spend':
      return tool.spendMicros
    case 'share':
      return tool.spendShare
    case 'budget':
      return tool.budgetShare
    case 'latency':
      return tool.avgLatencyMs
    case 'errors':
      return tool.errorRatio
    case 'own':
      return tool.ownErrorRatio
    case 'change':
      return tool.change
  }
}
