import { and, asc, desc, eq, gt, isNotNull, isNull, lte, or, type SQL, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { organizations } from '@/db/schema/accounts'
import { alertDependencies, alerts, maintenanceWindows, silences } from '@/db/schema/alerts'
import { users } from '@/db/schema/auth'
import type { AlertOwner } from '../owner'
import type { DependencyRow, MaintenanceRow, SilenceRow, SilenceState } from '../view'
import { ownedBy } from './owned'

interface SilenceFilter {
  of: AlertOwner | 'everybody'
  now: Date
  state?: SilenceState
}

/** Silences: those that hold first, the next to end first among them; then what is over. One page of them. */
export async function listSilences(tx: Tx, { limit, offset = 0, ...filter }: SilenceFilter & { limit: number; offset?: number }): Promise<SilenceRow[]> {
  const { now } = filter
  const rows = await tx
    .select({
      id: silences.id,
      organizationId: silences.organizationId,
      organizationName: organizations.name,
      matchers: silences.matchers,
      reason: silences.reason,
      createdByName: users.name,
      startsAt: silences.startsAt,
      endsAt: silences.endsAt,
      endedAt: silences.endedAt,
      held: heldBy(alerts.silenceId, sql`${silences.id}`),
    })
    .from(silences)
    .leftJoin(users, eq(users.id, silences.createdBy))
    .leftJoin(organizations, eq(organizations.id, silences.organizationId))
    .where(matching(filter))
    .orderBy(sql`${overBy(now)}`, asc(sql`case when not ${overBy(now)} then ${silences.endsAt} end`), desc(silences.endsAt), asc(silences.id))
    .limit(limit)
    .offset(offset)
  return rows.map((row) => ({ ...row, state: stateOf(row, now) }))
}

export async function countSilences(tx: Tx, filter: SilenceFilter): Promise<number> {
  const [row] = await tx.select({ n: sql<number>`count(*)::integer` }).from(silences).where(matching(filter))
  return row?.n ?? 0
}

/** Maintenance windows, those that are not cancelled first, the latest first. */
export function listMaintenance(tx: Tx, { of, limit = 100 }: { of: AlertOwner | 'everybody'; limit?: number }): Promise<MaintenanceRow[]> {
  return tx
    .select({
      id: maintenanceWindows.id,
      organizationId: maintenanceWindows.organizationId,
      organizationName: organizations.name,
      name: maintenanceWindows.name,
      matchers: maintenanceWindows.matchers,
      startsAt: maintenanceWindows.startsAt,
      durationMinutes: maintenanceWindows.durationMinutes,
      cron: maintenanceWindows.cron,
      timeZone: maintenanceWindows.timeZone,
      until: maintenanceWindows.until,
      cancelledAt: maintenanceWindows.cancelledAt,
      held: heldBy(alerts.maintenanceId, sql`${maintenanceWindows.id}`),
    })
    .from(maintenanceWindows)
    .leftJoin(organizations, eq(organizations.id, maintenanceWindows.organizationId))
    .where(of === 'everybody' ? undefined : ownedBy(maintenanceWindows.organizationId, of))
    .orderBy(sql`${maintenanceWindows.cancelledAt} is not null`, desc(maintenanceWindows.startsAt), asc(maintenanceWindows.id))
    .limit(limit)
}

/** What depends on what, by name. */
export function listDependencies(tx: Tx, owner: AlertOwner): Promise<DependencyRow[]> {
  return tx
    .select({
      id: alertDependencies.id,
      childLabel: alertDependencies.childLabel,
      childValue: alertDependencies.childValue,
      parentLabel: alertDependencies.parentLabel,
      parentValue: alertDependencies.parentValue,
      origin: alertDependencies.origin,
    })
    .from(alertDependencies)
    .where(ownedBy(alertDependencies.organizationId, owner))
    .orderBy(asc(alertDependencies.parentLabel), asc(alertDependencies.parentValue), asc(alertDependencies.childValue))
    .limit(500)
}

function heldBy(column: typeof alerts.silenceId | typeof alerts.maintenanceId, id: SQL): SQL<number> {
  return sql<number>`(select count(*)::integer from ${alerts} where ${column} = ${id} and ${alerts.state} in ('firing', 'acknowledged'))`
}

function overBy(now: Date): SQL {
  return sql`(${silences.endedAt} is not null or ${silences.endsAt} <= ${now})`
}

function matching({ of, now, state }: SilenceFilter): SQL | undefined {
  return and(of === 'everybody' ? undefined : ownedBy(silences.organizationId, of), state ? standing(state, now) : undefined)
}

// As stateOf() says it.
function standing(state: SilenceState, now: Date): SQL | undefined {
  if (state === 'over') return or(isNotNull(silences.endedAt), lte(silences.endsAt, now))
  const open = and(isNull(silences.endedAt), gt(silences.endsAt, now))
  return state === 'active' ? and(open, lte(silences.startsAt, now)) : and(open, gt(silences.startsAt, now))
}

function stateOf({ startsAt, endsAt, endedAt }: { startsAt: Date; endsAt: Date; endedAt: Date | null }, now: Date): SilenceState {
  if (endedAt !== null || endsAt <= now) return 'over'
  return startsAt > now ? 'pending' : 'active'
}
