import { and, desc, eq, gte, ilike, inArray, or, type SQL, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { apiKeys } from '@/db/schema/accounts'
import { users } from '@/db/schema/auth'
import { journal } from '@/db/schema/journal'
import { addDays } from '@/lib/time'
import { actionsLike } from './words'

export interface AuditFilter {
  organizationId: string
  now: Date
  /** Entries older than so many days are not shown; null: the organization has not chosen, all are. */
  keptDays: number | null
  /** Looks into what happened, who did it, and the id of what it was done to. */
  search?: string
  subjectKind?: string
  /** The id of a member, a key or a job. */
  actorId?: string
  /** Only the newest so many days of them. */
  days?: number
}

/** One entry as the audit page shows it. */
export interface AuditEntry {
  id: number
  at: Date
  actorKind: string
  /** Name of a member or a key; null for people who are no members (any more), and for jobs. */
  actorName: string | null
  actorId: string | null
  action: string
  subjectKind: string
  subjectId: string
  before: unknown
  after: unknown
  reason: string | null
  ip: string | null
}

/** The organization's own entries, newest first: one page of them. In a tenant's transaction: people who are no members have no name. */
export function listAuditEntries(tx: Tx, filter: AuditFilter, page: { limit: number; offset: number }): Promise<AuditEntry[]> {
  return tx
    .select({
      id: journal.id,
      at: journal.at,
      actorKind: journal.actorKind,
      actorName: sql<string | null>`coalesce(${users.name}, ${apiKeys.name})`,
      actorId: journal.actorId,
      action: journal.action,
      subjectKind: journal.subjectKind,
      subjectId: journal.subjectId,
      before: journal.before,
      after: journal.after,
      reason: journal.reason,
      ip: journal.ip,
    })
    .from(journal)
    .leftJoin(users, eq(users.id, actorAs('user')))
    .leftJoin(apiKeys, eq(apiKeys.id, actorAs('key')))
    .where(matches(filter))
    .orderBy(desc(journal.id))
    .limit(page.limit)
    .offset(page.offset)
}

/** How many entries match. */
export async function countAuditEntries(tx: Tx, filter: AuditFilter): Promise<number> {
  const [row] = await tx
    .select({ count: sql<number>`count(*)::int` })
    .from(journal)
    .leftJoin(users, eq(users.id, actorAs('user')))
    .leftJoin(apiKeys, eq(apiKeys.id, actorAs('key')))
    .where(matches(filter))
  return row?.count ?? 0
}

// As a uuid, and only where it is one (a job is named): so that the join finds its row by the primary key.
function actorAs(kind: 'user' | 'key'): SQL {
  return sql`case when ${journal.actorKind} = ${kind} then ${journal.actorId}::uuid end`
}

function matches({ organizationId, now, keptDays, search, subjectKind, actorId, days }: AuditFilter): SQL | undefined {
  return and(
    eq(journal.organizationId, organizationId),
    keptDays === null ? undefined : gte(journal.at, addDays(now, -keptDays)),
    days === undefined ? undefined : gte(journal.at, addDays(now, -days)),
    subjectKind ? eq(journal.subjectKind, subjectKind) : undefined,
    actorId ? eq(journal.actorId, actorId) : undefined,
    search ? says(search) : undefined,
  )
}

function says(search: string): SQL | undefined {
  const pattern = `%${search.replace(/[\\%_]/g, '\\$&')}%`
  const actions = actionsLike(search)
  return or(
    actions.length > 0 ? inArray(journal.action, actions) : undefined,
    ilike(sql`replace(replace(${journal.action}, '.', ' '), '_', ' ')`, pattern),
    ilike(users.name, pattern),
    ilike(apiKeys.name, pattern),
    ilike(journal.subjectId, pattern),
  )
}
