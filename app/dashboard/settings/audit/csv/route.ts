import { getOrganization } from '@/lib/accounts/queries'
import { isOwner } from '@/lib/auth/model'
import { csvResponse } from '@/lib/http/csv'
import { readTenant } from '@/lib/http/read'
import { requireTenant } from '@/lib/http/require-actor'
import { listAuditEntries } from '@/lib/journal/queries'
import { describeAct } from '@/lib/journal/words'
import { isoDay } from '@/lib/time'
import { actorWord } from '../_parts/actor'
import { parseAudit } from '../_parts/audit-query'

/** More rows than anybody reads; they fit in memory. */
const MAX_ROWS = 20_000

/** The audit log as CSV: same search and filters, newest first. Addresses are for owners. */
export async function GET(request: Request): Promise<Response> {
  const ctx = await requireTenant()
  const entries = await readTenant(ctx, async (tx) => {
    const { auditRetentionDays } = await getOrganization(tx, ctx.organizationId)
    const { filter } = parseAudit(Object.fromEntries(new URL(request.url).searchParams), ctx, auditRetentionDays)
    return listAuditEntries(tx, filter, { limit: MAX_ROWS, offset: 0 })
  })
  const withAddress = isOwner(ctx.actor)
  return csvResponse(
    `audit-${isoDay(ctx.now)}.csv`,
    ['at', 'who', 'actor_kind', 'actor_id', 'what', 'action', 'subject_kind', 'subject_id', 'before', 'after', 'reason', ...(withAddress ? ['ip'] : [])],
    entries.map((entry) => [
      entry.at.toISOString(),
      actorWord(entry),
      entry.actorKind,
      entry.actorId,
      describeAct(entry),
      entry.action,
      entry.subjectKind,
      entry.subjectId,
      entry.before === null ? null : JSON.stringify(entry.before),
      entry.after === null ? null : JSON.stringify(entry.after),
      entry.reason,
      ...(withAddress ? [entry.ip] : []),
    ]),
  )
}
