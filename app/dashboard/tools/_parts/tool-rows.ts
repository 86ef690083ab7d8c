import type { ToolState } from '@/components/tools/tool-state'
import type { ToolTotals } from '@/lib/metrics/model'
import type { Uptime } from '@/lib/probes/queries'
import type { Tool } from '@/lib/tools/queries'

/** One line of the list: the tool and its 28 days. */
export interface ToolRow {
  tool: Tool
  version: string | null
  totals: ToolTotals | null
  uptime: Uptime | null
  state: ToolState
}

export const sortableColumns = ['name', 'category', 'invocations', 'errors', 'latency', 'uptime', 'consumers', 'revenue'] as const
type SortKey = (typeof sortableColumns)[number]

/** Sorts in place by a column; what has no figure stands last in either direction. */
export function sortRows(rows: ToolRow[], by: string, direction: 'asc' | 'desc'): ToolRow[] {
  const key = sortableColumns.find((column) => column === by) ?? 'invocations'
  const sign = direction === 'asc' ? 1 : -1
  return rows.sort((a, b) => {
    const [x, y] = [figure(a, key), figure(b, key)]
    if (x === null || y === null) return x === y ? a.tool.name.localeCompare(b.tool.name) : x === null ? 1 : -1
    const order = typeof x === 'string' && typeof y === 'string' ? x.localeCompare(y) : Number(x) - Number(y)
    return order * sign || a.tool.name.localeCompare(b.tool.name)
  })
}

function figure({ tool, totals, uptime }: ToolRow, key: SortKey): string | number | null {
  switch (key) {
    case 'name':
      return tool.name
    case 'category':
      return tool.category
    case 'invocations':
      return totals?.invocations ?? 0
    case 'errors':
      return totals?.fairErrorRatio ?? null
    case 'latency':
      return totals?.p95Ms ?? null
    case 'uptime':
      return uptime?.upRatio ?? null
    case 'consumers':
      return totals?.consumers ?? 0
    case 'revenue':
      return totals?.revenueMicros ?? 0
  }
}
