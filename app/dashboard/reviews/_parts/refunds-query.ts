import { parseTableQuery, type SearchParams, type TableQuery } from '@/components/ui/table-query'
import { addDays } from '@/lib/time'
import type { RefundFilter, RefundKind } from '@/lib/tools/refunds/queries'

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const kinds: readonly string[] = ['refund', 'dispute'] satisfies RefundKind[]

/** The list's state from the address; always of the last 28 days, as the score counts. */
export function refundsQuery(params: SearchParams, ctx: { organizationId: string; now: Date }): { query: TableQuery; filter: RefundFilter } {
  const query = parseTableQuery(params, { path: '/dashboard/reviews/refunds', sortable: ['at', 'amount'], defaultSort: { by: 'at', direction: 'desc' } })
  const { kind, tool } = query.params
  return {
    query,
    filter: {
      organizationId: ctx.organizationId,
      window: { from: addDays(ctx.now, -28), to: ctx.now },
      kind: kind && kinds.includes(kind) ? (kind as RefundKind) : undefined,
      tool: tool && UUID.test(tool) ? tool : undefined,
      search: query.search || undefined,
    },
  }
}
