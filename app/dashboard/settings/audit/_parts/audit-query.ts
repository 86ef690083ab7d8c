import { parseTableQuery, type SearchParams, type TableQuery } from '@/components/ui/table-query'
import type { AuditFilter } from '@/lib/journal/queries'
import { auditSubjects } from '@/lib/journal/words'

/** How far back the page looks, beside everything that is kept. */
export const auditPeriods = [7, 30, 90] as const

/** What page and CSV are asked for: one reading of the address for both. */
export function parseAudit(
  params: SearchParams,
  ctx: { organizationId: string; now: Date },
  keptDays: number | null,
): { query: TableQuery; filter: AuditFilter } {
  const query = parseTableQuery(params, { path: '/dashboard/settings/audit', sortable: [], defaultSort: { by: '', direction: 'desc' } })
  const { what, who, days } = query.params
  return {
    query,
    filter: {
      organizationId: ctx.organizationId,
      now: ctx.now,
      keptDays,
      search: query.search || undefined,
      subjectKind: auditSubjects.find(({ kind }) => kind === what)?.kind,
      actorId: who,
      days: auditPeriods.find((period) => String(period) === days),
    },
  }
}
