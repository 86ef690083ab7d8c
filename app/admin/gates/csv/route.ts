import { parseTableQuery } from '@/components/ui/table-query'
import { gateSorts, listGates } from '@/lib/gates/queries/list-gates'
import { csvResponse } from '@/lib/http/csv'
import { readPlatform } from '@/lib/http/read'
import { requireStaff } from '@/lib/http/require-actor'
import { isoDay } from '@/lib/time'
import { gateFilter } from '../_parts/gate-filter'

const MOST_ROWS = 50_000

/** The staff's list of gates as CSV: same search, filters and order, every page. */
export async function GET(request: Request): Promise<Response> {
  const ctx = await requireStaff('admin.read')
  const query = parseTableQuery(Object.fromEntries(new URL(request.url).searchParams), {
    path: '/admin/gates',
    sortable: gateSorts,
    defaultSort: { by: 'triggered', direction: 'desc' },
  })
  const gates = await readPlatform(ctx, (tx) => listGates(tx, { ...gateFilter(query), limit: MOST_ROWS, offset: 0 }))
  const text = (at: Date | null) => at?.toISOString() ?? null
  return csvResponse(
    `gates-${isoDay(ctx.now)}.csv`,
    [
      'id',
      'publisher',
      'tool',
      'gate',
      'state',
      'triggered_at',
      'applies_at',
      'applied_at',
      'escalates_at',
      'escalated_at',
      'lifted_at',
      'lift_reason',
      'stopped_minutes',
      'figures',
    ],
    gates.map((gate) => [
      gate.id,
      gate.organizationName,
      gate.toolName,
      gate.type,
      gate.state,
      text(gate.triggeredAt),
      text(gate.appliesAt),
      text(gate.appliedAt),
      text(gate.escalatesAt),
      text(gate.escalatedAt),
      text(gate.liftedAt),
      gate.liftReason,
      gate.stoppedMinutes,
      gate.evidence.summary,
    ]),
  )
}
